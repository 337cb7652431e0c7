import type { Task } from '@mitosislabs/api';
import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Badge } from '../../components/Badge.tsx';
import { Empty } from '../../components/Empty.tsx';
import { useKeptFocus } from '../../components/focus/useKeptFocus.ts';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { VirtualList } from '../../components/lists/VirtualList.tsx';
import { Page } from '../../components/Page.tsx';
import { formatNumber } from '../../components/text/formatNumber.ts';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { go, link } from '../../state/route.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { columnsOf, STATUSES, type TaskStatus } from './columnsOf.ts';
import { type Move, MoveTaskDialog, movesOf } from './MoveTaskDialog.tsx';
import { NewTaskDialog } from './NewTaskDialog.tsx';
import { TaskDialog } from './TaskDialog.tsx';

/** The most tasks that a request returns. */
const MOST = 10_000;

/** The tasks of an office as a board. Tasks move by themselves as agents work. */
export function TasksPage({ officeId, taskId }: { officeId: string; taskId?: string }): JSX.Element {
  const [changed, setChanged] = useState<ReadonlyMap<string, Task>>(new Map());
  const tasks = useLoaded(`tasks ${officeId}`, async (signal) => {
    const loaded = await call(
      'GET /api/v1/offices/{officeId}/tasks',
      { officeId, query: { limit: MOST } },
      signal,
    );
    setChanged(new Map());
    return loaded;
  });
  useOfficeEvents(officeId, ({ type, data }) => {
    if (type === 'full_refresh') tasks.reload();
    if (type !== 'task') return;
    const task = data as unknown as Task;
    setChanged((former) => new Map(former).set(task.id, task));
  });
  const [isCreating, setCreating] = useState(false);
  const [dragged, setDragged] = useState<Task>();
  const [moved, setMoved] = useState<{ task: Task; move: Move }>();
  const [text, setText] = useState('');
  const { data: loaded } = tasks;
  const columns = useMemo(() => {
    const all = columnsOf(loaded ?? [], changed);
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return all;
    const fits = ({ title, assigned_to = '', id }: Task) =>
      id === wanted || `${title}\n${assigned_to}`.toLowerCase().includes(wanted);
    for (const status of STATUSES) all[status] = all[status].filter(fits);
    return all;
  }, [loaded, changed, text]);
  const board = link`offices/${officeId}/tasks`;
  return (
    <Page
      title="Tasks"
      about={(loaded?.length ?? 0) >= MOST && 'These are the latest 10,000 tasks.'}
      actions={
        <>
          <input
            type="search"
            class="filter"
            aria-label="Filter tasks"
            placeholder="Filter by title or agent"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <button type="button" class="button main" onClick={() => setCreating(true)}>
            <Icon name="plus" /> New task
          </button>
        </>
      }
    >
      <WhenLoaded of={tasks}>
        {(all) =>
          all.length === 0 && changed.size === 0 ? (
            <Empty title="No tasks yet">
              Create one here, or in your terminal: <code>mi tasks create -t "Audit Q1"</code>
            </Empty>
          ) : (
            <div class="board">
              {STATUSES.map((status) => (
                <Lane
                  key={status}
                  status={status}
                  count={columns[status].length}
                  dragged={dragged}
                  onMove={setMoved}
                >
                  <VirtualList
                    label={`${status} tasks`}
                    items={columns[status]}
                    keyOf={({ id }) => id}
                    height={84}
                  >
                    {(task) => <TaskCard officeId={officeId} task={task} onDrag={setDragged} />}
                  </VirtualList>
                </Lane>
              ))}
            </div>
          )
        }
      </WhenLoaded>
      {isCreating && <NewTaskDialog officeId={officeId} onClose={() => setCreating(false)} />}
      {moved && <MoveTaskDialog officeId={officeId} {...moved} onClose={() => setMoved(undefined)} />}
      {taskId !== undefined && (
        <TaskDialog key={taskId} officeId={officeId} taskId={taskId} onClose={() => go(board)} />
      )}
    </Page>
  );
}

/** A column of the board. A card that is dragged can be dropped where its task may go. */
function Lane({
  status,
  count,
  dragged,
  onMove,
  children,
}: {
  status: TaskStatus;
  count: number;
  dragged: Task | undefined;
  onMove: (moved: { task: Task; move: Move }) => void;
  children: ComponentChildren;
}) {
  const [isOver, setOver] = useState(false);
  const move = dragged && movesOf(dragged).find((one) => one === status);
  return (
    <section
      class={`lane ${move ? 'open' : ''} ${move && isOver ? 'over' : ''}`}
      aria-label={status}
      onDragOver={(event) => {
        if (!move) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (move) onMove({ task: dragged, move });
      }}
    >
      <h2>
        <Badge status={status} /> <span class="dim">{formatNumber(count)}</span>
      </h2>
      {children}
    </section>
  );
}

function TaskCard({
  officeId,
  task,
  onDrag,
}: {
  officeId: string;
  task: Task;
  onDrag: (task: Task | undefined) => void;
}) {
  const { id, title, assigned_to, priority = 0, kind } = task;
  const cover = useKeptFocus<HTMLAnchorElement>(`task ${id}`);
  return (
    <div class="task-card">
      <a
        ref={cover}
        class="cover"
        href={link`offices/${officeId}/tasks/${id}`}
        draggable={movesOf(task).length > 0}
        onDragStart={({ currentTarget, dataTransfer, offsetX, offsetY }) => {
          const card = currentTarget.parentElement;
          if (card) dataTransfer?.setDragImage(card, offsetX, offsetY);
          onDrag(task);
        }}
        onDragEnd={() => onDrag(undefined)}
      >
        <Text of={title} most={300} />
      </a>
      <p>
        {assigned_to === undefined ? (
          <span>Unassigned</span>
        ) : (
          <span class="one-line">
            <Text of={assigned_to} />
          </span>
        )}
        {kind !== undefined && kind !== 'general' && <span class="tag">{kind.slice(0, 40)}</span>}
        {priority !== 0 && <span class="tag">priority {priority}</span>}
      </p>
    </div>
  );
}
