import type { JSX } from 'preact';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { toast } from '../../components/Toasts.tsx';
import { call } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';

/** The form that hires an agent. */
export function HireDialog({
  officeId,
  onHired,
  onClose,
}: {
  officeId: string;
  onHired: () => void;
  onClose: () => void;
}): JSX.Element {
  const roles = useLoaded(`roles ${officeId}`, (signal) =>
    call('GET /api/v1/offices/{officeId}/roles', { officeId }, signal),
  );
  const hire = async (fields: FormData) => {
    const given = Object.fromEntries([...fields].filter(([, value]) => value !== '')) as Record<
      string,
      string
    >;
    const { name = '', role, modelTier, systemPrompt } = given;
    await call('POST /api/v1/offices/{officeId}/employees', {
      officeId,
      body: {
        name,
        ...(role !== undefined && { role }),
        ...(modelTier !== undefined && { modelTier }),
        ...(systemPrompt !== undefined && { systemPrompt }),
      },
    });
    toast(`${name} is hired.`);
    onHired();
  };
  const names = roles.data?.map(({ name }) => name) ?? ['general'];
  return (
    <Dialog title="Hire an agent" action="Hire" onSubmit={hire} onClose={onClose}>
      <Field
        label="Name"
        name="name"
        required
        placeholder="aria"
        hint="Lower-case letters, digits and dashes; it stays the same."
      />
      <Field label="Role" name="role" choices={names.map((name) => [name, name] as const)} />
      <Field
        label="Model"
        name="modelTier"
        choices={[
          ['', 'the usual one'],
          ['haiku', 'haiku'],
          ['sonnet', 'sonnet'],
          ['opus', 'opus'],
        ]}
      />
      <Field label="System prompt" name="systemPrompt" lines={4} hint="Optional." />
    </Dialog>
  );
}
