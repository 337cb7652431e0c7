import { contract, type Endpoint } from '@mitosislabs/api/contract';
import { field, isSuccess, type Session } from './Session.ts';

/** A kind of things that carry the name of the run, and how one is found and removed. */
interface Kind {
  readonly list: Endpoint;
  /** The field with the name. */
  readonly name: string;
  readonly remove: Endpoint;
  /** The path parameter of `remove`, and the field that it takes. */
  readonly param: string;
  readonly id: string;
}

const { employees, extensions, files, env, backups } = contract;

const KINDS: readonly Kind[] = [
  { list: extensions.list, name: 'name', remove: extensions.delete, param: 'extId', id: 'id' },
  { list: files.list, name: 'name', remove: files.delete, param: 'filename', id: 'name' },
  { list: env.list, name: 'key', remove: env.delete, param: 'key', id: 'key' },
  { list: employees.list, name: 'name', remove: employees.delete, param: 'name', id: 'name' },
  { list: backups.list, name: 'employee_name', remove: backups.delete, param: 'backupId', id: 'id' },
];

/**
 * Removes what the run made: first what it noted, then what carries its name, in case an answer was lost. Things that
 * others made are not touched.
 *
 * @returns the things that are still there, with the reason.
 */
export async function sweep(session: Session): Promise<string[]> {
  await endTasks(session);
  const left = await session.cleanUp();
  for (const { list, name, remove, param, id } of KINDS) {
    const reply = await session.call(list, { compare: 'nothing' }).catch(() => undefined);
    for (const item of Array.isArray(reply?.json) ? reply.json : []) {
      if (!isOfRun(session, String(field(item, name)))) continue;
      const value = String(field(item, id));
      const removed = await session
        .call(remove, { params: { [param]: value }, compare: 'nothing' })
        .catch(() => undefined);
      if (!removed || (!isSuccess(removed) && removed.status !== 404)) {
        left.push(`${remove.name} ${value}: ${removed ? `status ${removed.status}` : 'no answer'}`);
      }
    }
  }
  return [...new Set(left)];
}

function isOfRun({ runName }: Session, name: string): boolean {
  const variable = runName.toUpperCase().replaceAll('-', '_');
  return name.startsWith(runName) || name.startsWith(`_${variable}`) || name.startsWith(variable);
}

/** Ends the tasks that an interruption left, as the agent that they are assigned to. */
async function endTasks(session: Session): Promise<void> {
  const { agent } = session;
  if (!agent) return;
  const { list, update } = contract.tasks;
  const mine = await session
    .call(list, { query: { assigned_to: agent.name }, compare: 'nothing' })
    .catch(() => undefined);
  for (const task of Array.isArray(mine?.json) ? mine.json : []) {
    if (!['queued', 'running'].includes(String(field(task, 'status')))) continue;
    const input = { as: agent, params: { taskId: String(field(task, 'id')) }, compare: 'nothing' } as const;
    await session.call(update, { ...input, body: { status: 'running' } }).catch(() => undefined);
    await session
      .call(update, { ...input, body: { status: 'failed', error: 'interrupted' } })
      .catch(() => undefined);
  }
}
