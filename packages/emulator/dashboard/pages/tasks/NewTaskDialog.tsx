import type { JSX } from 'preact';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { call } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';

const KINDS = ['general', 'code', 'research', 'browser', 'review', 'verify'];

/** The form that creates a task. */
export function NewTaskDialog({ officeId, onClose }: { officeId: string; onClose: () => void }): JSX.Element {
  const agents = useLoaded(officeId, (signal) =>
    call('GET /api/v1/offices/{officeId}/employees', { officeId }, signal),
  );
  const create = (fields: FormData) => {
    const read = (name: string) => String(fields.get(name) ?? '');
    return call('POST /api/v1/offices/{officeId}/tasks', {
      officeId,
      body: {
        title: read('title'),
        kind: read('kind'),
        priority: Number(read('priority')),
        ...(read('description') !== '' && { description: read('description') }),
        ...(read('assigned_to') !== '' && { assigned_to: read('assigned_to') }),
      },
    });
  };
  const names = agents.data?.map(({ name }) => [name, name] as const) ?? [];
  return (
    <Dialog title="New task" action="Create" onSubmit={create} onClose={onClose}>
      <Field label="Title" name="title" required placeholder="Audit Q1 revenue" />
      <Field label="Description" name="description" lines={4} />
      <Field label="Agent" name="assigned_to" choices={[['', 'any ready agent'], ...names]} />
      <div class="pair">
        <Field label="Kind" name="kind" choices={KINDS.map((kind) => [kind, kind] as const)} />
        <Field label="Priority" name="priority" type="number" step="any" initial="0" />
      </div>
    </Dialog>
  );
}
