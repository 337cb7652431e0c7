import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Seeded } from '../../../src/control/seed/Seed.ts';
import { Field } from '../../components/Field.tsx';
import { FileButton } from '../../components/FileButton.tsx';
import { Failure } from '../../components/Loading.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useDropZone } from '../../components/useDropZone.ts';
import { control } from '../../state/control.ts';
import { loadOffices } from '../../state/offices.ts';
import { link } from '../../state/route.ts';
import { parseSeed } from './parseSeed.ts';

const EXAMPLE = `offices:
  - name: acme
    credits: 500
    agents:
      - name: aria
      - name: ben
    tasks:
      - title: Audit Q1 revenue
        assignedTo: aria
    files:
      notes.md: "# Notes"
`;

/** Creates what a JSON or YAML text describes. A file can be chosen, dropped or pasted. */
export function SeedForm(): JSX.Element {
  const [text, setText] = useState('');
  const [error, setError] = useState<Error>();
  const [seeded, setSeeded] = useState<Seeded>();
  const [isBusy, setBusy] = useState(false);
  const read = async (file: File | undefined): Promise<void> => {
    if (file) setText(await file.text());
  };
  const { isOver, handlers } = useDropZone(([file]) => void read(file));
  const seed = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setSeeded(undefined);
    try {
      setSeeded(await control('seed', parseSeed(text)));
      await loadOffices();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class={isOver ? 'card stack drop over' : 'card stack drop'} aria-label="Seed" {...handlers}>
      <h2>Seed</h2>
      <p class="note">
        Creates users, offices, agents, tasks, files and messages from JSON or YAML. Drop a file here, choose
        one, or paste its text.
      </p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void seed();
        }}
      >
        <Field
          label="JSON or YAML"
          name="seed"
          lines={16}
          spellcheck={false}
          placeholder={`# For example:\n${EXAMPLE}`}
          value={text}
          onValue={setText}
        />
        {error && <Failure error={error} />}
        <div class="actions">
          <button type="submit" class="button main" aria-disabled={isBusy || text.trim() === ''}>
            Seed
          </button>
          <FileButton
            label="Choose a file…"
            icon="upload"
            accept=".json,.yaml,.yml"
            onFile={(file) => void read(file)}
          />
          <button type="button" class="button" onClick={() => setText(EXAMPLE)}>
            Example
          </button>
        </div>
      </form>
      {seeded && <Result seeded={seeded} />}
    </section>
  );
}

function Result({ seeded: { users, offices } }: { seeded: Seeded }) {
  return (
    <div role="status" class="stack">
      <p>
        <b>Seeded.</b>
      </p>
      <ul class="rows">
        {Object.entries(offices).map(([name, { id }]) => (
          <li key={id}>
            <a href={link`offices/${id}`}>
              <Text of={name} />
            </a>
            <code>{id}</code>
          </li>
        ))}
        {Object.entries(users).map(([email, { apiKey }]) => (
          <li key={email}>
            <Text of={email} />
            <code>{apiKey}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
