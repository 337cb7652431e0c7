import type { Task } from '@mitosislabs/api';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Badge } from '../../components/Badge.tsx';
import { useModal } from '../../components/focus/useModal.ts';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { MOVES, type Move, MoveTaskDialog, movesOf } from './MoveTaskDialog.tsx';

/** A task with its result and its progress, beside the board. */
export function TaskDialog({
  officeId,
  taskId,
  onClose,
}: {
  officeId: string;
  taskId: string;
  onClose: () => void;
}): JSX.Element {
  const dialog = useModal(onClose);
  const id = useId();
  const task = useLoaded(`${officeId} ${taskId}`, (signal) => loadTask(officeId, taskId, signal));
  useOfficeEvents(officeId, ({ type, data }) => {
    if (type === 'full_refresh' || (type === 'task' && data['id'] === taskId)) task.reload();
  });
  return (
    <dialog ref={dialog} class="drawer" aria-labelledby={id}>
      <div class="drawer-head">
        <h2 id={id}>
          <Text of={task.data?.task.title ?? 'Task'} most={1000} />
        </h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <WhenLoaded of={task}>
        {({ task: data, log }) => (
          <>
            <Moves officeId={officeId} task={data} />
            <Facts officeId={officeId} task={data} />
            <TextPart title="Description" text={data.description} />
            <TextPart title="Result" text={data.result} />
            <TextPart title="Error" text={data.error} isBad />
            <h3>Progress</h3>
            {log.length === 0 ? (
              <p class="dim">No progress is recorded yet.</p>
            ) : (
              <ol class="lines">
                {log.map(({ id: key, type, summary, timestamp }) => (
                  <li key={key}>
                    <span class="tag">{type.slice(0, 40)}</span>
                    <span>
                      <Text of={summary} most={2000} />
                    </span>
                    <Time at={timestamp} />
                  </li>
                ))}
              </ol>
            )}
          </>
        )}
      </WhenLoaded>
    </dialog>
  );
}

/** Loads a task. Its progress is in the activity of its agent. */
async function loadTask(officeId: string, taskId: string, signal: AbortSignal) {
  const task = await call('GET /api/v1/offices/{officeId}/tasks/{taskId}', { officeId, taskId }, signal);
  if (task.assigned_to === undefined) return { task, log: [] };
  const activity = await call(
    'GET /api/v1/offices/{officeId}/employees/{name}/activity',
    { officeId, name: task.assigned_to, query: { category: 'task', limit: 1000 } },
    signal,
    // The agent may have been fired.
  ).catch(() => []);
  const log = activity.filter(({ metadata }) => metadata?.['task_id'] === taskId).reverse();
  return { task, log };
}

/** Buttons that move a task to another column. */
function Moves({ officeId, task }: { officeId: string; task: Task }) {
  const [move, setMove] = useState<Move>();
  const moves = movesOf(task);
  return (
    <>
      {moves.length > 0 && (
        <div class="actions">
          {moves.map((one, index) => (
            <button key={index} type="button" class="button" onClick={() => setMove(one)}>
              {MOVES[one]}…
            </button>
          ))}
        </div>
      )}
      {move && (
        <MoveTaskDialog officeId={officeId} task={task} move={move} onClose={() => setMove(undefined)} />
      )}
    </>
  );
}

function Facts({ officeId, task }: { officeId: string; task: Task }) {
  const { status, assigned_to, kind, priority, created_at, completed_at, id } = task;
  return (
    <dl class="sheet">
      <Fact name="Status">
        <Badge status={status} />
      </Fact>
      <Fact name="Agent">
        {assigned_to === undefined ? (
          'none yet'
        ) : (
          <a href={link`offices/${officeId}/agents/${assigned_to}`}>{assigned_to}</a>
        )}
      </Fact>
      <Fact name="Kind">{kind ?? 'general'}</Fact>
      <Fact name="Priority">{priority ?? 0}</Fact>
      <Fact name="Created">
        <Time at={created_at} />
      </Fact>
      {completed_at !== undefined && (
        <Fact name="Ended">
          <Time at={completed_at} />
        </Fact>
      )}
      <Fact name="Id">
        <code>{id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TextPart({
  title,
  text,
  isBad = false,
}: {
  title: string;
  text: string | undefined;
  isBad?: boolean;
}) {
  if (text === undefined) return null;
  return (
    <>
      <h3>{title}</h3>
      <pre class={isBad ? 'text-part bad' : 'text-part'} dir="auto">
        {text.slice(0, 100_000)}
      </pre>
    </>
  );
}
