import type { ComponentChildren, JSX } from 'preact';
import type { LoggedRequest } from '../../../src/control/RequestLog.ts';
import { AttemptView } from '../../components/AttemptView.tsx';
import { BodyView } from '../../components/BodyView.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { formatMs } from '../../components/formatMs.ts';
import { Icon } from '../../components/Icon.tsx';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useAttempt } from '../../state/attempt.ts';
import { emulatorInfo } from '../../state/control.ts';
import { link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { curlCommand } from './curlCommand.ts';
import { toneOf } from './RequestTable.tsx';
import { uploadedFile, whyNotAgain } from './sendAgain.ts';

/** A request with its headers, bodies and error. It can be copied, and sent again. */
export function RequestDetail({
  request,
  onClose,
}: {
  request: LoggedRequest;
  onClose: () => void;
}): JSX.Element {
  const { id, method, target, error, fault, requestBody, responseBody } = request;
  return (
    <section
      class="log-detail card"
      aria-label="Request"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <header>
        <h2>
          {method} <Text of={target} most={16_384} />
        </h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {error && (
        <p class="failure">
          <span>
            <Text of={error.message} most={2_000} /> <code>{error.code}</code>
          </span>
        </p>
      )}
      {fault && (
        <p class="applied">
          <Icon name="fault" /> Fault: {fault.description} <a href="#/faults">Faults</a>
        </p>
      )}
      <Facts request={request} />
      <Again key={id} request={request} />
      {requestBody !== undefined && (
        <>
          <h3>Request body</h3>
          <BodyView text={requestBody} />
        </>
      )}
      {responseBody !== undefined && (
        <>
          <h3>Response body</h3>
          <BodyView text={responseBody} />
        </>
      )}
      <details>
        <summary>Request headers</summary>
        <dl class="facts">
          {Object.entries(request.requestHeaders).map(([name, value]) => (
            <Fact key={name} name={name}>
              <Text of={value} most={2_000} />
            </Fact>
          ))}
        </dl>
      </details>
    </section>
  );
}

function Facts({ request }: { request: LoggedRequest }) {
  const { id, status, host, operation, caller, officeId, agent, replayed, unexpected, time, durationMs } =
    request;
  return (
    <dl class="facts">
      <Fact name="Status">
        <b class={`status ${toneOf(request)}`}>{status === 0 ? 'no response' : status}</b>
        {unexpected && ' unexpected'}
        {replayed && ' the response to an earlier request with the same Idempotency-Key'}
      </Fact>
      <Fact name="Operation">
        {operation === undefined ? (
          'none: the route is not in the contract'
        ) : (
          <a href={`#/reference?operation=${encodeURIComponent(operation)}`}>{operation}</a>
        )}
      </Fact>
      <Fact name="Caller">
        {caller ? (
          <>
            {caller.kind} <Text of={caller.name} />
          </>
        ) : (
          'unknown'
        )}
      </Fact>
      {officeId !== undefined && (
        <Fact name="Office">
          <a href={link`offices/${officeId}`}>
            <Text of={officeId} />
          </a>
        </Fact>
      )}
      {agent !== undefined && (
        <Fact name="Agent">
          <Text of={agent} />
        </Fact>
      )}
      <Fact name="Host">{host}</Fact>
      <Fact name="Time">
        <Time at={time} />, took {formatMs(durationMs)}
      </Fact>
      <Fact name="Id">
        <code>{id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Copies the request as a command, or sends it again. */
function Again({ request }: { request: LoggedRequest }) {
  const { host, method, target, requestHeaders: headers, requestBody: body } = request;
  const { attempt, send, stop } = useAttempt();
  const { data: info } = useLoaded('info', emulatorInfo);
  const problem = whyNotAgain(request);
  const file = uploadedFile(request);
  const origin = host === 'dashboard' ? info?.dashboardEndpoint : info?.endpoint;
  const command = curlCommand({ method, target, headers, body, file, origin: origin ?? '' });
  const again = (): void => {
    const { 'content-type': type, accept } = headers;
    send({
      host,
      method,
      target,
      headers: { ...(type && { 'content-type': type }), ...(accept && { accept }) },
      ...(body !== undefined && { body }),
    });
  };
  return (
    <>
      <div class="actions">
        {origin !== undefined && <CopyButton label="Copy as curl" text={() => command} />}
        <button type="button" class="button" aria-disabled={problem !== undefined} onClick={again}>
          Send again
        </button>
      </div>
      {problem !== undefined && <p class="note">{problem}</p>}
      {attempt && <AttemptView attempt={attempt} onStop={stop} />}
      <details>
        <summary>curl command</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
        <pre class="code" tabIndex={0}>
          {command}
        </pre>
        <p class="note">
          The key is not in it. Run <code>export MITOSIS_API_KEY=…</code> first.
        </p>
      </details>
    </>
  );
}
