import type { Office } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Field } from '../../components/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { loadOffices, offices } from '../../state/offices.ts';
import { call } from '../../state/request.ts';
import { goFromHere, link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';

/** All offices, with a form for another one. */
export function OfficesPage(): JSX.Element {
  const loaded = useLoaded('offices', loadOffices);
  const [isCreating, setCreating] = useState(false);
  const create = (
    <button type="button" class="button main" onClick={() => setCreating(true)}>
      <Icon name="plus" /> New office
    </button>
  );
  return (
    <Page title="Offices" about="Where agents work. All offices of this emulator are here." actions={create}>
      <WhenLoaded of={{ ...loaded, data: offices.value }}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No offices yet">
              Create the first one here, or in your terminal: <code>mi offices create -n acme</code>
            </Empty>
          ) : (
            <ul class="cards">
              {all.map((office) => (
                <OfficeCard key={office.id} office={office} />
              ))}
            </ul>
          )
        }
      </WhenLoaded>
      {isCreating && <NewOffice onClose={() => setCreating(false)} />}
    </Page>
  );
}

function OfficeCard({ office: { id, name, created_at } }: { office: Office }) {
  return (
    <li class="card">
      <h2>
        <a class="cover" href={link`offices/${id}`}>
          <Text of={name} />
        </a>
      </h2>
      <p>
        <code>{id}</code>
      </p>
      <p>
        Created <Time at={created_at} />
      </p>
    </li>
  );
}

function NewOffice({ onClose }: { onClose: () => void }) {
  const create = async (fields: FormData) => {
    const name = String(fields.get('name'));
    const goOn = goFromHere();
    const { id } = await call('POST /api/v1/offices', { body: { name, forceCreate: true } });
    await loadOffices();
    goOn(link`offices/${id}`);
  };
  return (
    <Dialog title="New office" action="Create" onSubmit={create} onClose={onClose}>
      <Field label="Name" name="name" required placeholder="acme" />
    </Dialog>
  );
}
