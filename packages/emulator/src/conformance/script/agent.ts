import { contract } from '@mitosislabs/api/contract';
import { generateKeyPair } from '@mitosislabs/auth/signing';
import * as values from '../../assumptions.ts';
import { field, isSuccess, itemsOf, PartEnded, type Session, textOf } from '../Session.ts';
import type { Reply, SigningAgent } from '../Target.ts';

const { employees, credits } = contract;
/** How long an agent may take to get ready. */
const READY_MS = 300_000;
/** The cores of the agent of the run. */
export const CORES = 4;

/** Hires the agent that the run acts as, and waits until it is ready. */
export async function hireAgent(session: Session): Promise<void> {
  await session.part('hiring an agent', async () => {
    session.wasEmpty = itemsOf(await session.need(employees.list, { compare: 'nothing' })).length === 0;
    await tryNames(session);
    const { publicKey, privateKey } = generateKeyPair();
    session.target.hide(Buffer.from(privateKey).toString('hex'));
    const name = session.runName;
    // Four cores, so that the charge for running time comes soon.
    const resources = { cpuRequest: `${CORES}` };
    const reply = await hire(session, name, {
      customConfig: { [values.PUBLIC_KEY_FIELD]: publicKey },
      resources,
    });
    if (reply.status === 429) throw new PartEnded('the office has used up its hires; run again later');
    if (!isSuccess(reply)) throw new PartEnded(`employees.hire answered ${reply.status}`);
    session.observe('DEFAULT_MODEL.tier', field(reply, 'modelTier'), reply);
    session.observe('DEFAULT_MODEL.provider', field(reply, 'modelProvider'), reply);
    const agent: SigningAgent = { name, key: privateKey };
    await session.call(employees.hire, {
      ...session.inOffice({ body: { name } }),
      label: 'with a name that is taken',
    });
    const signed = await session.call(contract.capabilities.self, {
      as: agent,
      label: 'as an agent',
      ignore: ['id'],
    });
    session.observe(
      'PUBLIC_KEY_FIELD',
      isSuccess(signed) ? values.PUBLIC_KEY_FIELD : '(another field)',
      signed,
      false,
    );
    if (!isSuccess(signed)) throw new PartEnded(`signing as the agent answered ${signed.status}`);
    session.agent = agent;
    await getReady(session, agent);
  });
}

/** Hires an agent, and notes that it must be fired. */
export async function hire(
  session: Session,
  name: string,
  more: object = {},
  label?: string,
): Promise<Reply> {
  const input = { body: { name, ...more }, ...(label !== undefined && { label }) };
  // Noted before: the answer may get lost.
  const forget = session.made(`agent ${name}`, employees.delete, { params: { name } });
  const ignore = ['phase', 'ready', 'message', 'gatewayEndpoint', 'publicKey'];
  const reply = await session.call(employees.hire, { ...input, ignore });
  if (isSuccess(reply)) {
    session.hired++;
    session.firstHire = Math.min(session.firstHire, session.target.timeOf(reply));
  }
  if (reply.status >= 400 && reply.status < 500) forget();
  return reply;
}

/** Reports the agent as ready, as its pod does, and waits until the platform agrees. */
async function getReady(session: Session, agent: SigningAgent): Promise<void> {
  const { podEvent } = contract.callbacks;
  await session.call(podEvent, { as: agent, body: { type: 'ready', payload: { message: session.runName } } });
  await session.call(employees.heartbeat, { as: agent, params: { name: agent.name } });
  const params = { name: agent.name };
  const input = session.inOffice({ params });
  const last = await session.target.until(
    employees.get,
    input,
    (reply) => field(reply, 'status', 'ready') === true,
    READY_MS,
  );
  session.readySince = Date.now();
  if (field(last, 'status', 'ready') !== true) throw new PartEnded('the agent did not get ready in time');
}

/** Tries names that must be refused. One that is accepted is removed again. */
async function tryNames(session: Session): Promise<void> {
  const [prefix, tail] = [session.runName, 'x'.repeat(64)];
  const refused = [
    `${prefix}A`,
    `-${prefix}`,
    `${prefix}_a`,
    `${prefix}.a`,
    `${prefix}-${tail}`.slice(0, 64),
  ];
  const wrong: string[] = [];
  for (const [index, name] of refused.entries()) {
    const reply = await hire(session, name, {}, `with an invalid name, ${index + 1}`);
    if (isSuccess(reply)) wrong.push(name);
  }
  const observed = wrong.length === 0 ? values.AGENT_NAME.source : `also ${wrong.join(', ')}`;
  session.observe('AGENT_NAME', observed, undefined, false);
}

/** Tries the operations on agents, on the agent of the run. */
export async function tryAgent(session: Session): Promise<void> {
  await session.part('trying the agent', async () => {
    const { name } = session.me;
    const params = { name };
    const as = session.me;
    const state = ['phase', 'ready', 'message', 'gatewayEndpoint', 'publicKey'];
    await session.call(employees.get, { params, ignore: state });
    await session.call(employees.list, { ignore: state });
    await session.call(employees.get, { params, as, label: 'as the agent', ignore: state });
    await session.call(employees.presence, { params });
    await session.call(employees.logStatusEvent, {
      params,
      as,
      body: { type: 'note', message: session.runName },
    });
    await session.call(employees.logStatusEvent, {
      params,
      as,
      body: { type: 'error', message: 'nothing is wrong' },
      label: 'with an error',
    });
    await session.call(employees.lastError, { params });
    await session.call(employees.logs, { params, query: { tail: 1 }, compare: 'shape' });
    await session.call(employees.events, { params, compare: 'shape' });
    await session.call(employees.activity, { params, query: { limit: 2 }, compare: 'shape' });
    await session.call(employees.update, {
      params,
      body: { role: 'engineer', skills: ['git'] },
      ignore: state,
    });
    await session.call(employees.setSkills, {
      params,
      body: { add: ['sql'], remove: ['git'] },
      ignore: state,
    });
    await session.call(employees.promote, { params, body: { modelTier: 'haiku' }, ignore: state });
    await session.call(employees.update, { params, body: { role: 'general' }, ignore: state });
    await session.call(employees.action, { params, body: { action: 'ping' }, ignore: ['phase'] });
    await session.call(employees.chatSessions, { params, compare: 'shape' });
    await session.call(credits.agentUsage, { params, compare: 'shape' });
    await session.call(contract.llmPing.ping, { compare: 'shape' });
    await session.call(contract.llmPing.agentPing, { params, compare: 'shape' });
  });
  await session.part('trying categories of activity', () => tryCategories(session));
  await session.part('filling the activity of the agent', () => fillActivity(session));
}

async function tryCategories(session: Session): Promise<void> {
  const params = { name: session.me.name };
  const accepted: string[] = [];
  let last: Reply | undefined;
  for (const category of values.CATEGORIES) {
    last = await session.call(employees.activity, { params, query: { category }, compare: 'nothing' });
    if (isSuccess(last)) accepted.push(category);
  }
  const other = await session.call(employees.activity, {
    params,
    query: { category: 'weather' },
    label: 'of an unknown category',
  });
  if (isSuccess(other)) accepted.push('weather');
  session.observe('CATEGORIES', accepted, accepted.includes('weather') ? other : last, false);
}

/** Adds entries until the list has more than one page. */
async function fillActivity(session: Session): Promise<void> {
  const { usual, most } = values.PAGE;
  const params = { name: session.me.name };
  const total = session.thorough ? Math.max(most, values.LOG_LINES) + 20 : usual * 2 + 20;
  await inBatches(total, 8, async (index) => {
    await session.call(employees.logStatusEvent, {
      params,
      as: session.me,
      body: { type: 'note', message: `line ${index}` },
      compare: 'nothing',
    });
  });
  const reply = await session.need(employees.activity, { params, compare: 'nothing' });
  const length = itemsOf(reply).length;
  session.observe('PAGE.usual', length, reply, length < total);
  await session.call(employees.activity, {
    params,
    query: { limit: 3, offset: 2 },
    compare: 'shape',
  });
  const times = itemsOf(reply).map((entry) => String(field(entry, 'timestamp')));
  session.behave('order of employees.activity', orderOf(times), reply);
  if (!session.thorough) {
    session.skip(['PAGE.most', 'LOG_LINES'], 'It takes a thousand requests: pass --thorough.');
    return;
  }
  const all = await session.need(employees.activity, {
    params,
    query: { limit: total * 2 },
    compare: 'nothing',
  });
  session.observe('PAGE.most', itemsOf(all).length, all, itemsOf(all).length < total);
  const logs = await session.need(employees.logs, { params, compare: 'nothing' });
  const lines = textOf(logs, 'logs').trimEnd().split('\n').length;
  session.observe('LOG_LINES', lines, logs, lines < total);
}

/** Tries one operation for each permission, under each role. */
export async function tryRoles(session: Session): Promise<void> {
  await session.part('trying roles', async () => {
    const { name } = session.me;
    const as = session.me;
    const { tasks, messages, files, workspace, chromium } = contract;
    const upload = { body: new TextEncoder().encode('role'), fileName: `${session.runName}-role.txt` };
    const one = {
      'tasks:work': () =>
        session.call(tasks.claim, { as, body: { agent: name, kind: session.runName }, compare: 'nothing' }),
      'messages:send': () =>
        session.call(messages.send, {
          as,
          body: { to: `${session.runName}-none`, content: 'x' },
          compare: 'nothing',
        }),
      'files:read': () => session.call(files.list, { as, compare: 'nothing' }),
      'files:write': () => session.call(files.upload, { as, ...upload, compare: 'nothing' }),
      'browser:use': () => session.call(chromium.status, { as, compare: 'nothing' }),
      'workspace:exec': () =>
        session.call(workspace.exec, { as, body: { command: 'true' }, compare: 'nothing' }),
    };
    session.made(`file ${upload.fileName}`, files.delete, { params: { filename: upload.fileName } });
    for (const role of ['general', 'researcher', 'engineer', 'reviewer', session.runName]) {
      await session.need(employees.update, { params: { name }, body: { role }, compare: 'nothing' });
      for (const [permission, call] of Object.entries(one)) {
        const reply = await call();
        const shown = role === session.runName ? 'an unknown role' : role;
        session.behave(
          `role ${shown}: ${permission}`,
          reply.status === 403 ? 'refused (403)' : 'allowed',
          reply,
        );
      }
    }
    await session.need(employees.update, { params: { name }, body: { role: 'general' }, compare: 'nothing' });
  });
}

/** Archives and restores the agent, and moves it within its office; the last parts, because it stops working. */
export async function tryLifecycle(session: Session): Promise<void> {
  await session.part('trying the life cycle of the agent', async () => {
    const { name } = session.me;
    const params = { name };
    await session.call(employees.rotateCredentials, { params });
    await session.call(employees.lifecycle, { params, body: { action: 'suspend' } });
    await session.call(employees.get, {
      params,
      label: 'when suspended',
      // The office's key is given to agents only where the office had none: in one run of the two, perhaps.
      ignore: ['message', 'gatewayEndpoint', 'publicKey', values.CLAUDE_CODE.variable],
    });
    await session.call(employees.lifecycle, { params, body: { action: 'resume' } });
    await session.call(employees.lifecycle, {
      params,
      body: { action: 'none' },
      label: 'with an unknown action',
    });
    await tryTransfer(session);
    await session.call(employees.archive, { params });
    await session.call(contract.capabilities.self, { as: session.me, label: 'as an archived agent' });
    await tryBackups(session);
    await session.call(employees.restore, { params });
    await session.call(employees.delete, { params });
    await session.call(employees.get, { params, label: 'of a fired agent' });
  });
}

async function tryTransfer(session: Session): Promise<void> {
  const { transfer } = contract;
  const prepared = await session.call(transfer.prepare);
  if (!isSuccess(prepared)) return;
  const id = textOf(prepared, 'transfer_id');
  await session.call(transfer.install, { body: { transfer_id: id, agent: session.me.name } });
  await session.call(transfer.status, { params: { transferId: id } });
  await session.call(transfer.start, { body: { transfer_id: id } });
  await session.call(transfer.status, { params: { transferId: id } });
}

async function tryBackups(session: Session): Promise<void> {
  const { backups } = contract;
  const ignore = ['s3_key', 'size_bytes'];
  const list = await session.need(backups.list, { query: { employee: session.me.name }, ignore });
  const id = textOf(list, 0, 'id');
  const remove = session.made(`backup ${id}`, backups.delete, { params: { backupId: id } });
  await session.call(backups.get, { params: { backupId: id }, ignore });
  await session.call(backups.delete, { params: { backupId: id } });
  const after = await session.call(backups.get, { params: { backupId: id }, label: 'of a deleted backup' });
  if (after.status === 404) remove();
}

/** Runs a number of calls, some at once. */
export async function inBatches(
  total: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, total) }, worker));
}

/** How a list of times is ordered. */
export function orderOf(times: readonly string[]): string {
  const sorted = [...times].sort();
  if (times.length < 2 || sorted[0] === sorted.at(-1)) return 'too few entries';
  if (times.join() === sorted.join()) return 'oldest first';
  return times.join() === sorted.reverse().join() ? 'newest first' : 'in no order';
}
