import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { AttemptView } from '../../components/AttemptView.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Field } from '../../components/Field.tsx';
import { FileButton } from '../../components/FileButton.tsx';
import { saveFocus } from '../../components/focus/saveFocus.ts';
import { Text } from '../../components/text/Text.tsx';
import { useAttempt } from '../../state/attempt.ts';
import { emulatorInfo } from '../../state/control.ts';
import { offices } from '../../state/offices.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { curlCommand } from '../requests/curlCommand.ts';
import type { Api } from './description.ts';
import { exampleOf } from './exampleOf.ts';
import { type Operation, type Parameter, typeOf } from './openapi.ts';
import { type Inputs, requestOf, type TriedRequest } from './requestOf.ts';
import { SchemaView } from './SchemaView.tsx';

/** An operation: a form that sends it, its response, and its types. */
export function OperationView({ api, operation }: { api: Api; operation: Operation }): JSX.Element {
  const { name, method, path, summary, host, parameters, body, response, failures } = operation;
  const heading = useRef<HTMLHeadingElement>(null);
  // The keyboard goes on with the form, not with the rest of the list.
  useEffect(() => {
    heading.current?.focus();
    return saveFocus;
  }, []);
  return (
    <article class="operation card" aria-label={name}>
      <a class="above narrow-only" href="#/reference">
        All operations
      </a>
      <h2 ref={heading} tabIndex={-1}>
        {name}
      </h2>
      <p>{summary}</p>
      <p class="route">
        <b class={`method ${method}`}>{method}</b> <code>{path}</code> <span class="note">on the {host}</span>
      </p>
      <TryForm api={api} operation={operation} />
      {parameters.length === 0 && !body && <p class="note">It takes no parameters and no body.</p>}
      {body && (
        <details>
          <summary>Body: {typeOf(body.schema)}</summary>
          <SchemaView schema={body.schema} schemas={api.schemas} />
        </details>
      )}
      <details>
        <summary>Response: {response ? typeOf(response.schema) : 'no body'}</summary>
        {response && <p class="note">{response.type}</p>}
        {response && <SchemaView schema={response.schema} schemas={api.schemas} />}
        <p class="note">Errors: {failures.join(', ')}</p>
      </details>
    </article>
  );
}

function TryForm({ api, operation }: { api: Api; operation: Operation }) {
  const { host, parameters, body } = operation;
  const [values, setValues] = useState<Record<string, string>>({});
  const [text, setText] = useState(() =>
    body ? JSON.stringify(exampleOf(api.schemas, operation), null, 2) : '',
  );
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState('');
  const { attempt, send, stop } = useAttempt();
  const { data: info } = useLoaded('info', emulatorInfo);
  const build = (): TriedRequest | undefined => {
    try {
      const inputs: Inputs = {
        parameters: withDefaults(parameters, values),
        body: text,
        ...(file && { file }),
      };
      const built = requestOf(operation, inputs);
      setProblem('');
      return built;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const isUpload = body?.type === 'multipart/form-data';
  const copy = (): string => {
    const built = build();
    const origin = host === 'dashboard' ? info?.dashboardEndpoint : info?.endpoint;
    if (!built || origin === undefined) throw new Error('Fill in the form first.');
    const headers = { authorization: '', ...built.headers };
    return curlCommand({
      ...built,
      origin,
      headers,
      ...(typeof built.body === 'string' ? { body: built.body } : { body: undefined, file: file?.name }),
    });
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const built = build();
        if (built) send({ ...built, host });
      }}
    >
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? defaultOf(parameter)}
          onChange={(value) => setValues({ ...values, [parameter.name]: value })}
        />
      ))}
      {isUpload && (
        <p class="actions">
          <FileButton label="Choose a file…" icon="upload" onFile={setFile} />
          <Text of={file?.name ?? ''} />
        </p>
      )}
      {body && !isUpload && (
        <Field
          label="Body (JSON)"
          name="body"
          lines={Math.min(16, text.split('\n').length + 1)}
          spellcheck={false}
          value={text}
          onValue={setText}
        />
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="submit" class="button main">
          Send
        </button>
        {info && <CopyButton label="Copy as curl" text={copy} />}
      </div>
      {attempt && <AttemptView attempt={attempt} onStop={stop} />}
    </form>
  );
}

function ParameterField({
  parameter,
  value,
  onChange,
}: {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
}) {
  const { name, in: place, required, schema } = parameter;
  const listId = useId();
  const known = name === 'officeId' ? (offices.value ?? []) : [];
  return (
    <>
      <Field
        label={name}
        name={name}
        value={value}
        required={place === 'path' || required === true}
        hint={place === 'path' ? undefined : `${typeOf(schema)}, in the query, may be left out`}
        list={known.length > 0 ? listId : undefined}
        onValue={onChange}
      />
      {known.length > 0 && (
        <datalist id={listId}>
          {known.map((office) => (
            <option key={office.id} value={office.id}>
              {office.name.slice(0, 60)}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}

/** A value that is probably meant: the first office, and the agent of the examples. */
function defaultOf({ name, in: place }: Parameter): string {
  if (place === 'query') return '';
  if (name === 'officeId') return offices.value?.[0]?.id ?? '';
  return name === 'name' || name === 'agentName' ? 'aria' : '';
}

function withDefaults(
  parameters: readonly Parameter[],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(parameters.map((one) => [one.name, values[one.name] ?? defaultOf(one)]));
}
