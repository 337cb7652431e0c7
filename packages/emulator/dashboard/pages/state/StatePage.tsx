import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { saveFile } from '../../components/actions/saveFile.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { FileButton } from '../../components/FileButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { toast, toastFailure } from '../../components/Toasts.tsx';
import { Text } from '../../components/text/Text.tsx';
import { control } from '../../state/control.ts';
import { loadOffices } from '../../state/offices.ts';
import { statusChanged, useReread } from '../../state/status.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { SeedForm } from './SeedForm.tsx';

/** The state as a whole: seed, snapshots, export and import, reset. */
export function StatePage(): JSX.Element {
  const snapshots = useLoaded('snapshots', () => control('snapshots'));
  useReread(snapshots.reload);
  const [dialog, setDialog] = useState<'reset' | { restore: string } | { import: File }>();
  const run = (work: Promise<unknown>, done: string): void => {
    work.then(() => {
      toast(done);
      snapshots.reload();
      void refresh();
    }, toastFailure);
  };
  return (
    <Page
      title="State"
      about="Everything that the emulator holds: users, offices, agents, tasks, files, messages and credits."
      actions={
        <button type="button" class="button danger" onClick={() => setDialog('reset')}>
          <Icon name="trash" /> Reset…
        </button>
      }
    >
      <div class="columns wide">
        <SeedForm />
        <div class="stack">
          <section class="card stack" aria-label="Snapshots">
            <h2>Snapshots</h2>
            <p class="note">They are kept in memory, until the emulator stops.</p>
            <form
              class="row-form"
              onSubmit={(event) => {
                event.preventDefault();
                const form = event.currentTarget;
                const name = String(new FormData(form).get('name')).trim();
                form.reset();
                run(name === '' ? control('snapshot') : control('snapshot', name), 'The snapshot is taken.');
              }}
            >
              <Field label="Name" name="name" placeholder="optional" />
              <button type="submit" class="button main">
                Take snapshot
              </button>
            </form>
            <WhenLoaded of={snapshots}>
              {(names) =>
                names.length === 0 ? (
                  <p class="dim">No snapshots yet.</p>
                ) : (
                  <ul class="rows">
                    {names.map((name) => (
                      <li key={name}>
                        <Text of={name} />
                        <span class="actions">
                          <button
                            type="button"
                            class="button"
                            aria-label={`Restore ${name}`}
                            onClick={() => setDialog({ restore: name })}
                          >
                            Restore…
                          </button>
                          <button
                            type="button"
                            class="button"
                            aria-label={`Forget ${name}`}
                            onClick={() => run(control('forget', name), 'The snapshot is forgotten.')}
                          >
                            Forget
                          </button>
                        </span>
                      </li>
                    ))}
                  </ul>
                )
              }
            </WhenLoaded>
          </section>
          <section class="card stack" aria-label="Export and import">
            <h2>Export and import</h2>
            <p class="note">One file with everything. It contains keys: keep it private.</p>
            <div class="actions">
              <button type="button" class="button" onClick={() => void exportState().catch(toastFailure)}>
                <Icon name="download" /> Export
              </button>
              <FileButton label="Import…" icon="upload" onFile={(file) => setDialog({ import: file })} />
            </div>
          </section>
        </div>
      </div>
      {dialog === 'reset' && (
        <Dialog
          title="Reset the emulator?"
          action="Reset"
          dangerous
          onClose={() => setDialog(undefined)}
          onSubmit={async () => {
            await control('reset');
            toast('The emulator is as it was after its start.');
            snapshots.reload();
            await refresh();
          }}
        >
          <p>
            All offices, their agents, tasks, files and messages are deleted, and all fault rules. The clock
            returns to real time. Take a snapshot first if you may want them back.
          </p>
        </Dialog>
      )}
      {typeof dialog === 'object' && 'restore' in dialog && (
        <Dialog
          title="Return to this snapshot?"
          action="Restore"
          dangerous
          onClose={() => setDialog(undefined)}
          onSubmit={async () => {
            await control('restore', dialog.restore);
            toast('The snapshot is restored.');
            await refresh();
          }}
        >
          <p>
            Everything that changed since “<Text of={dialog.restore} />” is lost.
          </p>
        </Dialog>
      )}
      {typeof dialog === 'object' && 'import' in dialog && (
        <Dialog
          title="Replace everything?"
          action="Import"
          dangerous
          onClose={() => setDialog(undefined)}
          onSubmit={async () => {
            await control('import', new Uint8Array(await dialog.import.arrayBuffer()));
            toast('The state is imported.');
            snapshots.reload();
            await refresh();
          }}
        >
          <p>
            All that the emulator holds is replaced by what is in “<Text of={dialog.import.name} />
            ”.
          </p>
        </Dialog>
      )}
    </Page>
  );
}

/** Reads what other pages show from the emulator again. */
async function refresh(): Promise<void> {
  await Promise.all([loadOffices(), statusChanged()]);
}

async function exportState(): Promise<void> {
  const bytes = (await control('export')) as Uint8Array<ArrayBuffer>;
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  saveFile(`mitosis-${time}.state`, new Blob([bytes]));
}
