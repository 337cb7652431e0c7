import { contract } from '@mitosislabs/api/contract';
import { assumptions } from '../assumptions.ts';
import { field, isSuccess, itemsOf, type Session } from '../Session.ts';

/** Reads the office, without changing anything. */
export async function readOffice(session: Session): Promise<void> {
  const { offices, roles, credits, integrations, extensions, employees, workspace, messages } = contract;
  await session.part('reading the office', async () => {
    await session.call(contract.client.health, { as: 'anonymous' });
    await session.call(offices.list, { compare: 'shape' });
    await session.call(offices.get, { ignore: ['name', 'settings'] });
    await session.call(offices.status, { compare: 'shape', ignore: ['message', 'ingressEndpoint'] });
    await session.call(offices.getSettings, { compare: 'shape' });
    await session.call(offices.kubeconfig, { compare: 'shape' });
    await session.call(employees.list, { compare: 'shape' });
    await session.call(workspace.health);
    await session.call(messages.poolStats, { compare: 'shape' });
    await session.call(contract.capabilities.self, { ignore: ['id'] });
  });
  await session.part('reading roles', async () => {
    const reply = await session.need(roles.list, { compare: 'shape' });
    session.observe('ROLES', reply.json, reply);
    for (const role of itemsOf(reply).slice(0, 4)) {
      await session.call(roles.get, { params: { name: String(field(role, 'name')) }, compare: 'shape' });
    }
  });
  await session.part('reading credits and usage', async () => {
    await session.call(credits.balance, { compare: 'shape' });
    const quota = await session.need(credits.quota, { compare: 'shape' });
    for (const name of ['cpu', 'memory', 'pods', 'tier']) {
      // The owner may have set another one.
      session.observe(`QUOTA.${name}`, field(quota, name), quota, false);
    }
    for (const name of ['usage', 'usageCurrent', 'usageSummary', 'llmUsage', 'llmUsageSummary'] as const) {
      await session.call(credits[name], { compare: 'shape' });
    }
    await readLedger(session);
  });
  await session.part('reading models and the marketplace', async () => {
    const models = await session.need(integrations.listProviderModels, { compare: 'shape' });
    const plain = itemsOf(models).map((model) => ({
      provider: field(model, 'provider'),
      model_id: field(model, 'model_id'),
      name: field(model, 'name'),
    }));
    session.observe('MODELS', plain, models);
    const market = await session.need(extensions.marketplaceList, { compare: 'shape' });
    const known = assumptions.find(({ name }) => name === 'MARKETPLACE')?.value as { id: string }[];
    const offered = itemsOf(market).filter((item) => known.some(({ id }) => id === field(item, 'id')));
    const parts = ['id', 'name', 'description', 'author'];
    const items = offered.map((item) => Object.fromEntries(parts.map((part) => [part, field(item, part)])));
    items.sort((a, b) => order(known, a) - order(known, b));
    session.observe('MARKETPLACE', items, market, false);
    const first = field(market, 0, 'id');
    if (first !== undefined) {
      await session.call(extensions.marketplaceGet, { params: { extId: String(first) }, compare: 'shape' });
    }
  });
  await session.part('reading lists', async () => {
    for (const endpoint of [
      contract.tasks.list,
      contract.tasks.stats,
      contract.files.list,
      contract.files.changes,
      contract.env.list,
      contract.env.values,
      contract.events.list,
      contract.events.sshEvents,
      contract.extensions.list,
      contract.backups.list,
      contract.callbacks.list,
      contract.delegates.list,
      contract.whatsapp.agentStatus,
      contract.whatsapp.officeQRStatus,
      contract.xmtpApi.listConversations,
      contract.xmtpApi.listGroups,
    ]) {
      await session.call(endpoint, { compare: 'shape' });
    }
    await session.call(contract.messages.stream, { compare: 'shape' });
  });
}

/** Reads the things of others in the office, of which there may be none: an agent, a task, a file. */
export async function readThings(session: Session): Promise<void> {
  const { employees, tasks, files, credits, env, whatsapp, xmtpApi } = contract;
  await session.part('reading one agent', async () => {
    const name = await firstOf(session, employees.list, 'name');
    if (name === undefined) return;
    const params = { name };
    for (const endpoint of [
      employees.get,
      employees.logs,
      employees.activity,
      employees.presence,
      employees.lastError,
      employees.events,
      employees.chatSessions,
      credits.agentUsage,
      env.getAgentEnv,
      whatsapp.qrStatus,
      whatsapp.sessionStatus,
    ]) {
      await session.call(endpoint, { params, compare: 'shape' });
    }
  });
  await session.part('reading one task, file, conversation, group, backup and callback', async () => {
    const one = async (
      list: Parameters<Session['call']>[0],
      key: string,
      reads: [Parameters<Session['call']>[0], string][],
    ) => {
      const value = await firstOf(session, list, key);
      if (value === undefined) return;
      for (const [endpoint, name] of reads)
        await session.call(endpoint, { params: { [name]: value }, compare: 'shape' });
    };
    await one(tasks.list, 'id', [[tasks.get, 'taskId']]);
    await one(files.list, 'name', [[files.getPermissions, 'filename']]);
    await one(xmtpApi.listConversations, 'id', [[xmtpApi.getConversationMessages, 'conversationId']]);
    await one(xmtpApi.listGroups, 'id', [[xmtpApi.getGroupMessages, 'groupId']]);
    await one(contract.backups.list, 'id', [[contract.backups.get, 'backupId']]);
    await one(contract.callbacks.list, 'id', [[contract.callbacks.get, 'callbackId']]);
    await one(contract.extensions.list, 'id', [[contract.extensions.get, 'extId']]);
    await one(contract.delegates.list, 'agent_id', [[contract.delegates.get, 'agentId']]);
  });
}

async function firstOf(
  session: Session,
  list: Parameters<Session['call']>[0],
  key: string,
): Promise<string | undefined> {
  const reply = await session.call(list, { compare: 'nothing' });
  const value = field(reply, 0, key);
  return value === undefined ? undefined : String(value);
}

/** Finds the first entry of the ledger, if the ledger is short. */
async function readLedger(session: Session): Promise<void> {
  const { history } = contract.credits;
  await session.call(history, { compare: 'shape' });
  const whole = await session.call(history, { query: { limit: 1000 }, compare: 'nothing' });
  const entries = isSuccess(whole) ? itemsOf(whole) : [];
  const first = entries.at(-1);
  const amount = field(first, 'amount');
  // A ledger that begins with another amount than its balance does not show how it began.
  if (first !== undefined && amount === field(first, 'balance_after') && entries.length < 1000) {
    session.observe('INITIAL_CREDITS', amount, whole, false);
  } else session.skip('INITIAL_CREDITS', 'The ledger of the office does not show its first entry.');
}

function order(known: readonly { id: string }[], item: Record<string, unknown>): number {
  return known.findIndex(({ id }) => id === item['id']);
}
