import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Empty } from '../../components/Empty.tsx';
import { Field } from '../../components/Field.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { Text } from '../../components/text/Text.tsx';
import { query } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { type Api, loadApi } from './description.ts';
import { OperationView } from './OperationView.tsx';
import type { Operation } from './openapi.ts';

/** All operations of the platform, by group; the chosen one can be tried. */
export function ReferencePage(): JSX.Element {
  const api = useLoaded('api', loadApi);
  return (
    <Page
      title="API reference"
      about={
        <>
          Each operation can be tried here, as an administrator. The same for programs:{' '}
          <a href="/openapi.json">openapi.json</a>
        </>
      }
    >
      <WhenLoaded of={api}>
        {(loaded) => <Reference api={loaded} chosen={query.value.get('operation') ?? undefined} />}
      </WhenLoaded>
    </Page>
  );
}

/** The address of an operation in the reference. */
function operationLink(name: string): string {
  return `#/reference?operation=${encodeURIComponent(name)}`;
}

function Reference({ api, chosen }: { api: Api; chosen: string | undefined }) {
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = api.operations.filter(({ name, method, path, summary }) => {
    const all = `${name} ${method} ${path} ${summary}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const operation = api.operations.find(({ name }) => name === chosen);
  return (
    <div class={chosen === undefined ? 'reference' : 'reference with-detail'}>
      <div class="reference-list">
        <search>
          <Field
            label="Search"
            name="search"
            type="search"
            value={text}
            placeholder="name, path, summary"
            onValue={setText}
          />
        </search>
        <p class="note" role="status">
          {found.length === api.operations.length
            ? `${found.length} operations`
            : `${found.length} of ${api.operations.length} operations`}
        </p>
        {[...Map.groupBy(found, ({ group }) => group)].map(([group, operations]) => (
          <Group key={group} name={group} operations={operations} chosen={chosen} />
        ))}
      </div>
      {chosen === undefined ? (
        <Empty title="Choose an operation">
          It is shown here with its parameters, its body and its response.
        </Empty>
      ) : operation ? (
        <OperationView key={operation.name} api={api} operation={operation} />
      ) : (
        <Empty title="There is no such operation" action={<a href="#/reference">All operations</a>}>
          <Text of={chosen.slice(0, 100)} />
        </Empty>
      )}
    </div>
  );
}

function Group({
  name,
  operations,
  chosen,
}: {
  name: string;
  operations: readonly Operation[];
  chosen: string | undefined;
}) {
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <ul>
        {operations.map(({ name: own, method, path, host }) => (
          <li key={own}>
            <a
              href={operationLink(own)}
              aria-current={own === chosen ? 'true' : undefined}
              title={`${host}: ${path}`}
            >
              <b class={`method ${method}`}>{method}</b> {own.slice(name.length + 1)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
