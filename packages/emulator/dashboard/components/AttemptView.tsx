import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Attempt } from '../state/attempt.ts';
import { BodyView } from './BodyView.tsx';
import { formatMs } from './formatMs.ts';
import { Text } from './text/Text.tsx';

/** The response to a request that was sent from the page, as it arrives. */
export function AttemptView({ attempt, onStop }: { attempt: Attempt; onStop: () => void }): JSX.Element {
  const { status, headers, text, file, durationMs, isDone, problem } = attempt;
  const tone = status === 0 || status >= 500 ? 'bad' : status >= 400 ? 'busy' : 'good';
  return (
    <section class="attempt" aria-label="Response">
      <p role="status">
        {status > 0 && <b class={`status ${tone}`}>{status}</b>}{' '}
        {isDone
          ? `after ${formatMs(durationMs)}`
          : status === 0
            ? 'Waiting for the response…'
            : 'The response streams…'}
        {problem !== undefined && <span class="problem"> {problem}</span>}
      </p>
      {!isDone && (
        <button type="button" class="button" onClick={onStop}>
          Stop
        </button>
      )}
      {text !== '' && <BodyView text={text} isDone={isDone} />}
      {file && <FileLink file={file} />}
      {headers.length > 0 && (
        <details>
          <summary>Response headers</summary>
          <dl class="facts">
            {headers.map(([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>
                  <Text of={value} />
                </dd>
              </>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

function FileLink({ file }: { file: Blob }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const created = URL.createObjectURL(file);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return (
    <p>
      <a class="button" href={url} download="response">
        Save {file.size.toLocaleString()} bytes
      </a>
    </p>
  );
}
