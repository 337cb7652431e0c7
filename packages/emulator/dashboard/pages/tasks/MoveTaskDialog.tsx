import type { Task } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { call } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import type { TaskStatus } from './columnsOf.ts';

/** A column that a task can be moved to by hand. */
export type Move = Exclude<TaskStatus, 'queued'>;

/** The words for the moves. */
export const MOVES: Readonly<Record<Move, string>> = {
  running: 'Start',
  completed: 'Complete',
  failed: 'Fail',
};

/** The columns that a task can be moved to: it is started, and then completed or failed. */
export function movesOf({ status }: Task): readonly Move[] {
  if (status === 'queued') return ['running'];
  return status === 'running' ? ['completed', 'failed'] : [];
}

/** The form that moves a task, as its agent would: it asks for the agent, the result or the error. */
export function MoveTaskDialog({
  officeId,
  task: { id, assigned_to },
  move,
  onClose,
}: {
  officeId: string;
  task: Task;
  move: Move;
  onClose: () => void;
}): JSX.Element {
  const agents = useLoaded(officeId, (signal) =>
    call('GET /api/v1/offices/{officeId}/employees', { officeId }, signal),
  );
  const submit = async (fields: FormData) => {
    const text = String(fields.get('text') ?? '');
    const agent = fields.get('agent');
    const update = (body: object) =>
      call('PATCH /api/v1/offices/{officeId}/tasks/{taskId}', { officeId, taskId: id, body });
    // The platform assigns a task, or starts it.
    if (move === 'running' && agent !== assigned_to) await update({ assigned_to: String(agent) });
    await update({
      status: move,
      ...(move === 'completed' && { result: text }),
      ...(move === 'failed' && { error: text }),
    });
  };
  const names = agents.data?.map(({ name }) => [name, name] as const) ?? [];
  return (
    <Dialog title={`${MOVES[move]} this task?`} action={MOVES[move]} onSubmit={submit} onClose={onClose}>
      {move === 'running' ? (
        <Field
          key={names.length}
          label="Agent"
          name="agent"
          choices={names}
          required
          initial={assigned_to ?? names[0]?.[0] ?? ''}
          hint="The agent that works on it, as far as the platform knows."
        />
      ) : (
        <Field
          label={move === 'completed' ? 'Result' : 'Error'}
          name="text"
          lines={4}
          required
          hint={move === 'completed' ? 'What was accomplished, as a proof of work.' : 'Why it failed.'}
        />
      )}
    </Dialog>
  );
}
