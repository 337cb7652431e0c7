import type { FileInfo } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { VirtualList } from '../../components/lists/VirtualList.tsx';
import { Page } from '../../components/Page.tsx';
import { Time } from '../../components/Time.tsx';
import { toast, toastFailure } from '../../components/Toasts.tsx';
import { formatBytes } from '../../components/text/formatNumber.ts';
import { Text } from '../../components/text/Text.tsx';
import { useDropZone } from '../../components/useDropZone.ts';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call, encodeSegment, request } from '../../state/request.ts';
import { go, link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { FilePreview } from './FilePreview.tsx';
import { UploadButton } from './UploadButton.tsx';

/** The files of an office: upload, preview, download. */
export function FilesPage({ officeId, file }: { officeId: string; file?: string }): JSX.Element {
  const files = useLoaded(`files ${officeId}`, (signal) =>
    call('GET /api/v1/offices/{officeId}/files', { officeId }, signal),
  );
  useOfficeEvents(officeId, ({ type }) => {
    if (type === 'file' || type === 'full_refresh') files.reload();
  });
  const upload = async (chosen: readonly File[]) => {
    for (const one of chosen) {
      const body = new FormData();
      body.append('file', one);
      const target = `/__emulator/office-manager/api/v1/offices/${encodeSegment(officeId)}/files`;
      await request(target, { method: 'POST', body }).then(
        () => toast(`${one.name} is uploaded.`),
        toastFailure,
      );
    }
    files.reload();
  };
  const { isOver, handlers } = useDropZone((dropped) => void upload(dropped));
  const selected = files.data?.find(({ name }) => name === file);
  const close = () => {
    document.querySelector<HTMLElement>('.file-row [aria-current]')?.focus();
    go(link`offices/${officeId}/files`);
  };
  return (
    <Page
      title="Files"
      about="The office's shared drive. Drop files anywhere on this page to upload them."
      actions={<UploadButton onFiles={upload} />}
    >
      <section class={isOver ? 'drop-zone over' : 'drop-zone'} aria-label="Files" {...handlers}>
        <WhenLoaded of={files}>
          {(all) =>
            all.length === 0 ? (
              <Empty title="No files yet">
                Upload one here, or in your terminal: <code>mi files upload report.md</code>
              </Empty>
            ) : (
              <div class={selected ? 'split' : undefined}>
                <VirtualList
                  label="All files"
                  class="tall"
                  items={all}
                  keyOf={({ name }) => name}
                  height={40}
                >
                  {(info) => <FileRow officeId={officeId} info={info} isSelected={info.name === file} />}
                </VirtualList>
                {selected && (
                  <FilePreview key={selected.name} officeId={officeId} file={selected} onClose={close} />
                )}
              </div>
            )
          }
        </WhenLoaded>
      </section>
    </Page>
  );
}

function FileRow({ officeId, info, isSelected }: { officeId: string; info: FileInfo; isSelected: boolean }) {
  const { name, size, modifiedAt } = info;
  return (
    <div class="row file-row">
      <Icon name="file" />
      <a
        class="one-line cover"
        href={link`offices/${officeId}/files/${name}`}
        aria-current={isSelected ? 'true' : undefined}
      >
        <Text of={name} />
      </a>
      <span class="dim">{formatBytes(size)}</span>
      <Time at={modifiedAt} />
    </div>
  );
}
