import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import { bodyOf } from '../bodyOf.ts';
import { bytes, type Stage } from './Stage.ts';

const groups: Readonly<Record<string, Group>> = contract;

/**
 * Calls an operation with the smallest valid input, about the agent, a task or a file of the stage. Then calls its
 * `lookup`, which shows the change.
 */
export async function tryByContract(stage: Stage, endpoint: Endpoint): Promise<void> {
  const { id, owner } = stage;
  const route = endpoint.route;
  const names: Record<string, string> = { officeId: id, name: 'aria', agentName: 'aria', agentId: 'aria' };
  if (route.includes('{taskId}')) {
    names['taskId'] = (await owner.tasks.create(id, { title: 'Audit', assigned_to: 'aria' })).id;
  }
  if (route.includes('{filename}')) {
    names['filename'] = 'report.md';
    await owner.files.upload(id, 'report.md', bytes('# Report'));
  }
  await call(stage, endpoint, names);
  const [group = '', method = ''] = endpoint.lookup?.split('.') ?? [];
  const lookup = groups[group]?.[method];
  if (lookup) await call(stage, lookup, names);
}

async function call(stage: Stage, endpoint: Endpoint, names: Record<string, string>): Promise<void> {
  const { name, route, side, body, bodyField, multipart } = endpoint;
  const [group = '', method = ''] = name.split('.');
  const path = [...route.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => names[parameter] ?? 'none');
  const value = body && bodyOf(body);
  const argument = bodyField === undefined ? value : Reflect.get(Object(value), bodyField);
  const input = multipart ? ['report.md', bytes('# Report')] : body ? [argument] : [];
  const client: object = Reflect.get(side === 'agent' ? stage.aria : stage.owner, group);
  const run: (...args: unknown[]) => unknown = Reflect.get(client, method);
  const result = run.call(client, ...path, ...input);
  if (endpoint.responseType === 'stream') await (result as AsyncGenerator).return(undefined);
  else await result;
}
