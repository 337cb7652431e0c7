import { contract } from '@mitosislabs/api/contract';
import * as values from '../../assumptions.ts';
import { field, isSuccess, itemsOf, type Session, textOf } from '../Session.ts';

/** Tries environment variables. */
export async function tryVariables(session: Session): Promise<void> {
  const { env } = contract;
  await session.part('trying environment variables', async () => {
    const key = session.runName.toUpperCase().replaceAll('-', '_');
    const params = { key };
    const remove = session.made(`variable ${key}`, env.delete, { params });
    await session.call(env.set, { body: { [key]: 'one' } });
    const read = async (name: string): Promise<unknown> =>
      field(await session.call(env.values, { compare: 'nothing' }), name);
    session.behave('a variable that was set can be read', (await read(key)) === 'one');
    const body = { key, value: 'two', scope: 'all' };
    const single = await session.call(env.set, { body, label: 'with one variable' });
    const isSet = isSuccess(single) && (await read(key)) === 'two';
    session.observe('ENV_FIELDS', isSet ? values.ENV_FIELDS : '(not one variable)', single, false);
    await session.call(env.list, { compare: 'shape' });
    await tryVariableNames(session, key);
    if (session.agent) {
      const { name } = session.agent;
      await session.call(env.setAgentEnv, { params: { name, key }, body: { value: 'three' } });
      const own = await session.call(env.getAgentEnv, { params: { name }, compare: 'nothing' });
      session.behave("an agent's own variable replaces the office's", field(own, key) === 'three', own);
      session.target.keep(own);
    }
    await session.call(env.delete, { params });
    const gone = await session.call(env.delete, { params, label: 'of a deleted variable' });
    if (gone.status === 404) remove();
  });
}

async function tryVariableNames(session: Session, key: string): Promise<void> {
  const wrong = [`1${key}`, `${key}-A`, `${key}.A`, `${key}=A`, `${key} A`];
  const right = [`${key}_a9`, `_${key}`];
  const accepted = async (name: string): Promise<boolean> => {
    session.made(`variable ${name}`, contract.env.delete, { params: { key: name } });
    return isSuccess(await session.call(contract.env.set, { body: { [name]: 'x' }, compare: 'nothing' }));
  };
  const surprises: string[] = [];
  for (const name of wrong) if (await accepted(name)) surprises.push(`accepts ${name}`);
  for (const name of right) if (!(await accepted(name))) surprises.push(`refuses ${name}`);
  session.observe(
    'VARIABLE_NAME',
    surprises.length === 0 ? values.VARIABLE_NAME.source : surprises.join(', '),
    undefined,
    false,
  );
}

/** Tries extensions, delegates, callbacks, integrations, WhatsApp and the browser. */
export async function tryOffice(session: Session): Promise<void> {
  await session.part('trying extensions', () => tryExtensions(session));
  await session.part('trying delegates', () => tryDelegates(session));
  await session.part('trying callbacks', () => tryCallbacks(session));
  await session.part('trying integrations', () => tryIntegrations(session));
  await session.part('trying WhatsApp', () => tryWhatsApp(session));
  await session.part('trying the browser', () => tryBrowser(session));
}

async function tryExtensions(session: Session): Promise<void> {
  const { extensions } = contract;
  const name = `${session.runName} board`;
  const created = await session.need(extensions.register, {
    body: { name, manifest: { a: [1] }, panel_html: '<p>' },
  });
  const params = { extId: textOf(created, 'id') };
  const remove = session.made(`extension ${name}`, extensions.delete, { params });
  await session.call(extensions.register, { body: { name }, label: 'with a name that is taken' });
  await session.call(extensions.get, { params });
  await session.call(extensions.list);
  await session.call(extensions.delete, { params });
  const gone = await session.call(extensions.get, { params, label: 'of a deleted extension' });
  if (gone.status === 404) remove();
  const id = values.MARKETPLACE[0].id;
  const before = await session.call(extensions.get, { params: { extId: id }, compare: 'nothing' });
  if (before.status !== 404) {
    session.skip(['extensions.install', 'extensions.uninstall'], `The office has ${id} already.`);
    return;
  }
  const uninstall = session.made(`extension ${id}`, extensions.uninstall, { params: { extId: id } });
  await session.call(extensions.install, { body: { extId: id } });
  await session.call(extensions.get, { params: { extId: id }, label: 'of an installed extension' });
  await session.call(extensions.uninstall, { params: { extId: id } });
  const after = await session.call(extensions.get, {
    params: { extId: id },
    label: 'of an uninstalled extension',
  });
  if (after.status === 404) uninstall();
}

async function tryDelegates(session: Session): Promise<void> {
  const { delegates, credits } = contract;
  const as = session.me;
  const params = { agentId: as.name };
  await session.call(delegates.get, { params, label: 'of an agent that is none' });
  const remove = session.made(`delegate ${as.name}`, delegates.delete, { params });
  await session.call(credits.history, { as, label: 'by an agent' });
  await session.call(delegates.create, { params, body: { permissions: ['credits:history'] } });
  await session.call(delegates.create, {
    params,
    body: { permissions: [] },
    label: 'of one that is a delegate',
  });
  await session.call(credits.history, { as, label: 'by a delegate', compare: 'shape' });
  await session.call(delegates.list);
  await session.call(delegates.update, { params, body: { permissions: ['credits:usage'] } });
  await session.call(delegates.get, { params });
  await session.call(delegates.delete, { params });
  const gone = await session.call(delegates.get, { params, label: 'of a former delegate' });
  if (gone.status === 404) remove();
}

async function tryCallbacks(session: Session): Promise<void> {
  const { callbacks } = contract;
  const body = { type: 'note', payload: { message: session.runName } };
  await session.call(callbacks.podEvent, { as: session.me, body, label: 'with a note' });
  const list = await session.need(callbacks.list, { compare: 'shape' });
  const mine = itemsOf(list)
    .reverse()
    .find((item) => field(item, 'payload', 'message') === session.runName);
  await session.call(callbacks.get, { params: { callbackId: String(field(mine, 'id')) } });
}

async function tryIntegrations(session: Session): Promise<void> {
  const { integrations, env } = contract;
  const params = { integrationId: session.runName };
  const key = 'not-a-real-key';
  const remove = session.made(`secret of ${session.runName}`, integrations.deleteSecret, { params });
  await session.call(integrations.ensureSecret, { params, body: { key } });
  const agentName = session.me.name;
  await session.call(integrations.toggleAgent, { params: { ...params, agentName }, body: { enabled: true } });
  await session.call(contract.capabilities.self, {
    as: session.me,
    label: 'as an agent with an integration',
    ignore: ['id'],
  });
  await session.call(integrations.toggleAgent, {
    params: { ...params, agentName },
    body: { enabled: false },
  });
  await session.call(integrations.deleteSecret, { params });
  const gone = await session.call(integrations.deleteSecret, { params, label: 'of a deleted secret' });
  if (gone.status === 404) remove();
  const names = ['integrations.syncClaudeCodeKey', 'CLAUDE_CODE.integration', 'CLAUDE_CODE.variable'];
  if (!session.wasEmpty)
    return session.skip(names, 'The office has agents of its own, and all agents get the key.');
  const before = await session.call(integrations.syncClaudeCodeKey, { compare: 'nothing' });
  if (before.status !== 404) return session.skip(names, 'The office has a key of its own.');
  session.target.keep({ ...before, label: `${before.label} without a key` });
  const claude = { integrationId: values.CLAUDE_CODE.integration };
  session.made('the key of Claude Code', integrations.deleteSecret, { params: claude });
  await session.need(integrations.ensureSecret, { params: claude, body: { key }, label: 'of Claude Code' });
  const synced = await session.call(integrations.syncClaudeCodeKey);
  session.observe(
    'CLAUDE_CODE.integration',
    isSuccess(synced) ? values.CLAUDE_CODE.integration : '(another one)',
    synced,
    false,
  );
  const variables = await session.call(env.getAgentEnv, { params: { name: agentName }, compare: 'nothing' });
  const holder = Object.entries(Object(variables.json)).find(([, value]) => value === key)?.[0];
  if (holder !== undefined) session.observe('CLAUDE_CODE.variable', holder, variables);
  else session.skip('CLAUDE_CODE.variable', 'No variable of the agent has the key.');
}

async function tryWhatsApp(session: Session): Promise<void> {
  const { whatsapp } = contract;
  const params = { name: session.me.name };
  const agentName = session.me.name;
  await session.call(whatsapp.sessionStatus, { params });
  await session.call(whatsapp.qrStart, { params });
  await session.call(whatsapp.qrStop, { params });
  await session.call(whatsapp.qrStatus, { params, compare: 'shape' });
  await session.call(whatsapp.reset, { params });
  await session.call(whatsapp.toggleAgentAccess, { params: { agentName }, body: { enabled: true } });
  await session.call(whatsapp.agentStatus);
  await session.call(whatsapp.toggleAgentAccess, { params: { agentName }, body: { enabled: false } });
  const line = await session.call(whatsapp.officeQRStatus, { compare: 'nothing' });
  const names = ['whatsapp.officeQRStart', 'whatsapp.officeReset', 'whatsapp.registerAgent'];
  if (field(line, 'status') !== 'idle')
    return session.skip(names, 'The office has a WhatsApp line, or is connecting one.');
  await session.call(whatsapp.registerAgent, { params: { agentName }, label: 'without a line' });
  session.made('the WhatsApp code of the office', whatsapp.officeReset, {});
  await session.call(whatsapp.officeQRStart);
  await session.call(whatsapp.officeQRStatus, { label: 'when started', compare: 'shape', ignore: ['qr'] });
  await session.call(whatsapp.officeReset);
  await session.call(whatsapp.officeQRStatus, { label: 'when reset' });
}

async function tryBrowser(session: Session): Promise<void> {
  const { chromium } = contract;
  const before = await session.call(chromium.status, { compare: 'nothing' });
  if (before.status !== 404) {
    session.skip(['chromium.start', 'chromium.done', 'chromium.delete'], 'The office has a browser already.');
    return;
  }
  session.target.keep({ ...before, label: `${before.label} without a browser` });
  const remove = session.made('the browser of the office', chromium.delete, {});
  await session.need(chromium.start, { ignore: ['vnc_url'] });
  await session.call(chromium.status, { ignore: ['vnc_url'] });
  await session.call(chromium.done);
  await session.call(chromium.status, { label: 'when done', ignore: ['vnc_url'] });
  await session.call(chromium.delete);
  const gone = await session.call(chromium.status, { label: 'of a deleted browser' });
  if (gone.status === 404) remove();
}
