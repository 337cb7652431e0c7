import { contract } from '@mitosislabs/api/contract';
import * as values from '../../assumptions.ts';
import { field, isSuccess, itemsOf, type Session, textOf } from '../Session.ts';
import type { Reply } from '../Target.ts';
import { orderOf } from './agent.ts';

/** How often the run tries to take its task before the pod of its agent does. */
const ATTEMPTS = 8;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Tries the operations on tasks. */
export async function tryTasks(session: Session): Promise<void> {
  const { tasks } = contract;
  await session.part('trying tasks', async () => {
    const { name } = session.me;
    const title = `${session.runName} task`;
    const input = { title, assigned_to: name };
    let won = false;
    for (let attempt = 0; attempt < ATTEMPTS && !won; attempt++) won = await workOnTask(session, input);
    if (!won)
      session.skip(
        ['tasks.claim', 'tasks.log', 'tasks.update'],
        'The pod of the agent took the tasks first.',
      );
    const failing = await session.call(tasks.create, {
      body: { ...input, priority: 2, kind: 'code', description: 'More.' },
      label: 'with all fields',
    });
    await session.call(tasks.create, { body: { title: ' ' }, label: 'with an empty title' });
    await session.call(tasks.create, {
      body: { title, assigned_to: `${name}-none` },
      label: 'for an unknown agent',
    });
    await end(session, failing);
    const mine = await session.need(tasks.list, { query: { assigned_to: name }, compare: 'nothing' });
    const times = itemsOf(mine).map((task) => String(field(task, 'created_at')));
    session.behave('order of tasks.list', orderOf(times), mine);
    const one = await session.call(tasks.list, {
      query: { assigned_to: name, limit: 1 },
      compare: 'nothing',
    });
    session.behave('limit of tasks.list', Array.isArray(one.json) ? one.json.length : 'no list', one);
    await session.call(tasks.list, { query: { assigned_to: name, status: 'queued' }, compare: 'status' });
    await session.call(tasks.stats, { compare: 'shape' });
  });
}

/** Creates, takes, reports on and completes a task. Returns whether its agent's pod did not come first. */
async function workOnTask(session: Session, input: { title: string; assigned_to: string }): Promise<boolean> {
  const { tasks } = contract;
  const as = session.me;
  const kept: Reply[] = [];
  const call: Session['call'] = async (endpoint, more) => {
    const reply = await session.call(endpoint, { ...more, compare: 'nothing' });
    kept.push({ ...reply, input: { ...reply.input, compare: 'values' } });
    return reply;
  };
  const created = await call(tasks.create, { body: input });
  if (!isSuccess(created)) return keepAll(session, kept);
  const params = { taskId: textOf(created, 'id') };
  session.stays.push(`task ${params.taskId}, ended`);
  const claimed = await call(tasks.claim, { as, body: { agent: as.name } });
  if (claimed.status === 404 || claimed.status === 409) return false;
  await call(tasks.log, { as, params, body: { message: session.runName } });
  await call(tasks.update, { as, params, body: { status: 'completed' }, label: 'without a result' });
  const completed = await call(tasks.update, {
    as,
    params,
    body: { status: 'completed', result: 'It works.' },
  });
  if (completed.status === 409) return false;
  await call(tasks.get, { params });
  await call(tasks.update, { as, params, body: { status: 'running' }, label: 'of an ended task' });
  return keepAll(session, kept);
}

function keepAll(session: Session, replies: readonly Reply[]): true {
  for (const reply of replies) session.target.keep(reply);
  return true;
}

/** Ends a task, so that no agent works on it. */
async function end(session: Session, created: Reply): Promise<void> {
  if (!isSuccess(created)) return;
  const params = { taskId: textOf(created, 'id') };
  session.stays.push(`task ${params.taskId}, ended`);
  const as = session.me;
  const update = contract.tasks.update;
  await session.call(update, { as, params, body: { status: 'running' }, compare: 'nothing' });
  await session.call(update, {
    as,
    params,
    body: { status: 'failed', error: session.runName },
    compare: 'nothing',
  });
}

/** Tries the operations on files, and commands on them. */
export async function tryFiles(session: Session): Promise<void> {
  const { files } = contract;
  const name = `${session.runName}.txt`;
  const params = { filename: name };
  await session.part('trying files', async () => {
    session.made(`file ${name}`, files.delete, { params });
    await session.need(files.upload, { body: bytes('hello\n'), fileName: name });
    await session.call(files.download, { params });
    await session.call(files.download, { params, headers: { Range: 'bytes=1-2' }, label: 'of a part' });
    await session.call(files.download, { params, headers: { Range: 'bytes=99-' }, label: 'behind the end' });
    await session.call(files.list);
    await session.call(files.changes, { query: { since: 0 }, compare: 'shape' });
    if (session.agent) {
      const agent_name = session.agent.name;
      await session.call(files.setPermissions, { params, body: { agent_name, access: 'none' } });
      await session.call(files.getPermissions, { params });
      await session.call(files.download, { params, as: session.agent, label: 'by an agent that is denied' });
      await session.call(files.setPermissions, {
        params,
        body: { agent_name, access: 'maybe' },
        label: 'with an unknown access',
      });
      await session.call(files.setPermissions, { params, body: { agent_name, access: 'write' } });
      await session.call(files.download, { params, as: session.agent, label: 'by an agent' });
    }
    await tryFileNames(session);
  });
  await session.part('trying commands', () => tryCommands(session, name));
  await session.part('deleting a file', async () => {
    await session.call(files.delete, { params });
    await session.call(files.download, { params, label: 'of a deleted file' });
  });
}

async function tryFileNames(session: Session): Promise<void> {
  const longest = values.FILE_NAME_BYTES;
  const ofLength = (length: number): string => `${session.runName}-`.padEnd(length, 'n');
  const upload = async (length: number): Promise<Reply> => {
    const name = ofLength(length);
    const { files } = contract;
    session.made(`file ${name.slice(0, 40)}…`, files.delete, { params: { filename: name } });
    return session.call(files.upload, { body: bytes('x'), fileName: name, compare: 'nothing' });
  };
  await observeLimit(session, 'FILE_NAME_BYTES', longest, upload);
}

async function tryCommands(session: Session, file: string): Promise<void> {
  const { exec } = contract.workspace;
  await session.call(exec, { body: { command: `cat ${file}` } });
  await session.call(exec, { body: { command: `echo a | wc -l` }, label: 'in a pipeline' });
  await session.call(exec, { body: { command: 'false' }, label: 'that fails' });
  await session.call(exec, { body: { command: '' }, label: 'that is empty' });
  const command = async (length: number): Promise<Reply> =>
    session.call(exec, { body: { command: 'echo '.padEnd(length, 'x') }, compare: 'nothing' });
  await observeLimit(session, 'EXEC.commandCharacters', values.EXEC.commandCharacters, command);
}

/**
 * Finds a limit: tries the assumed value and one more. If they do not show it, searches between half of it and double.
 *
 * @param send - Sends something of a size; it is refused with 4xx above the limit.
 */
export async function observeLimit(
  session: Session,
  name: string,
  assumed: number,
  send: (size: number) => Promise<Reply>,
): Promise<void> {
  const fits = async (size: number): Promise<[boolean, Reply]> => {
    const reply = await send(size);
    return [isSuccess(reply), reply];
  };
  const [atLimit, first] = await fits(assumed);
  const [above, second] = await fits(assumed + 1);
  if (atLimit && !above) return session.observe(name, assumed, second);
  let [low, high] = atLimit ? [assumed + 1, assumed * 4] : [1, assumed];
  let shown = atLimit ? second : first;
  if (atLimit) {
    const [most, reply] = await fits(high);
    if (most) return session.observe(name, `more than ${high}`, reply, false);
    shown = reply;
  } else {
    const smallest = Math.floor(assumed / 64);
    const [least, reply] = await fits(smallest);
    if (!least) return session.observe(name, `less than ${smallest}`, reply, false);
    low = smallest;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [is, reply] = await fits(middle);
    if (is) low = middle;
    else [high, shown] = [middle, reply];
  }
  session.observe(name, low, shown);
}
