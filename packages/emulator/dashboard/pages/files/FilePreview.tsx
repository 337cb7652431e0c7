import type { FileInfo } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ActionButton } from '../../components/actions/ActionButton.tsx';
import { Confirm } from '../../components/actions/Confirm.tsx';
import { saveFile } from '../../components/actions/saveFile.ts';
import { saveFocus } from '../../components/focus/saveFocus.ts';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { toast } from '../../components/Toasts.tsx';
import { formatBytes } from '../../components/text/formatNumber.ts';
import { Text } from '../../components/text/Text.tsx';
import { call, encodeSegment, request } from '../../state/request.ts';
import { goFromHere, link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { previewOf } from './previewOf.ts';

/** The most bytes of a text that are shown. */
const SHOWN = 256 * 1024;

/** Shows a file: text as text, an image as an image, and nothing as a page. */
export function FilePreview({
  officeId,
  file: { name, size, modifiedAt },
  onClose,
}: {
  officeId: string;
  file: FileInfo;
  onClose: () => void;
}): JSX.Element {
  useEffect(() => saveFocus, []);
  const target = `/__emulator/office-manager/api/v1/offices/${encodeSegment(officeId)}/files/${encodeSegment(name)}`;
  const preview = useLoaded(`${officeId} ${name} ${modifiedAt}`, async (signal) => {
    // No part of an empty file can be asked for.
    const headers: HeadersInit = size === 0 ? {} : { Range: `bytes=0-${SHOWN - 1}` };
    const start = new Uint8Array(await (await request(target, { signal, headers })).arrayBuffer());
    const shown = previewOf(start, size);
    if (shown.kind !== 'image') return { shown };
    const whole = await (await request(target, { signal })).arrayBuffer();
    return { shown, image: new Blob([whole], { type: shown.type }) };
  });
  const download = async () => {
    saveFile(name, await (await request(target)).blob());
  };
  const remove = async () => {
    const goOn = goFromHere();
    await call('DELETE /api/v1/offices/{officeId}/files/{filename}', { officeId, filename: name });
    toast(`${name.slice(0, 100)} is deleted.`);
    goOn(link`offices/${officeId}/files`);
  };
  return (
    <section class="card preview" aria-label="Preview">
      <div class="drawer-head">
        <h2 class="one-line">
          <Text of={name} />
        </h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <p class="actions">
        <ActionButton onAction={download}>
          <Icon name="download" /> Download {formatBytes(size)}
        </ActionButton>
        <Confirm label="Delete" title="Delete this file?" action="Delete" onConfirm={remove}>
          <Text of={name} most={200} /> is lost, for agents too.
        </Confirm>
      </p>
      <WhenLoaded of={preview}>
        {({ shown, image }) => {
          if (image) return <Image content={image} name={name} />;
          if (shown.kind !== 'text') return <p class="dim">There is no preview of this kind of file.</p>;
          if (shown.text === '') return <p class="dim">The file is empty.</p>;
          return (
            <>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
              <pre tabIndex={0} dir="auto">
                {shown.text}
              </pre>
              {!shown.isWhole && (
                <p class="dim">These are the first {formatBytes(SHOWN)}. Download it to see all.</p>
              )}
            </>
          );
        }}
      </WhenLoaded>
    </section>
  );
}

function Image({ content, name }: { content: Blob; name: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(content);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  return url === undefined ? null : <img src={url} alt={`Content of ${name.slice(0, 100)}`} />;
}
