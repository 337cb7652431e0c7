import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, until, type World } from '../testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

/** An office with an agent. */
async function office(...names: string[]): Promise<string> {
  const { id } = await world.office();
  for (const name of names.length > 0 ? names : ['aria']) await world.agent(id, name);
  return id;
}

const missing = async (calls: Promise<unknown>[]): Promise<void> => {
  for (const error of await Promise.all(calls.map(failure)))
    expect(error).toMatchObject({ status: 404, code: 'not_found' });
};
const refused = async (calls: Promise<unknown>[]): Promise<void> => {
  for (const error of await Promise.all(calls.map(failure)))
    expect(error).toMatchObject({ status: 400, code: 'invalid_request' });
};

describe('env', () => {
  test('default: an agent has its office’s variables, its secrets, and over them its own', async () => {
    const { id } = await world.office();
    const { env, employees, offices } = world.owner;
    await employees.hire(id, {
      name: 'aria',
      env: { OWN: 'from the hire' },
      envSecrets: ['TOKEN', 'ABSENT'],
    });
    await offices.setSecret(id, 'TOKEN', 't0k3n');
    await env.set(id, { TZ: 'UTC', OWN: 'from the office' });
    await env.set(id, { LANG: 'C' });
    expect(await env.list(id)).toEqual(['LANG', 'OWN', 'TZ'].map((key) => ({ key, source: 'office' })));
    expect(await env.values(id)).toEqual({ LANG: 'C', OWN: 'from the office', TZ: 'UTC' });
    await env.setAgentEnv(id, 'aria', 'EXTRA', 'x');
    expect(await env.getAgentEnv(id, 'aria')).toEqual({
      LANG: 'C',
      TZ: 'UTC',
      OWN: 'from the hire',
      TOKEN: 't0k3n',
      EXTRA: 'x',
    });
    expect((await employees.get(id, 'aria')).env).toEqual({ OWN: 'from the hire', EXTRA: 'x' });
    await env.delete(id, 'TZ');
    expect(await env.getAgentEnv(id, 'aria')).not.toHaveProperty('TZ');
  });

  test('error: variables and agents that are not there, names that are none', async () => {
    const id = await office();
    const { env } = world.owner;
    await missing([
      env.delete(id, 'NONE'),
      env.getAgentEnv(id, 'none'),
      env.setAgentEnv(id, 'none', 'A', '1'),
    ]);
    await refused([
      env.set(id, { '1A': 'x' }),
      env.set(id, { 'A B': 'x' }),
      env.setAgentEnv(id, 'aria', 'a=b', '1'),
    ]);
    // All or nothing: the good one before the bad one was not set either.
    await refused([env.set(id, { GOOD: '1', 'B-D': '2' })]);
    expect(await env.values(id)).toEqual({});
  });
});

describe('integrations', () => {
  test('default: a key makes a provider’s models available, and goes to agents', async () => {
    const id = await office();
    const { integrations, env } = world.owner;
    const available = async () =>
      (await integrations.listProviderModels(id))
        .filter((model) => model.available)
        .map(({ model_id }) => model_id);
    expect(await available()).toEqual(['opus', 'sonnet', 'haiku']);
    await integrations.ensureSecret(id, 'openai', 'sk-1');
    await integrations.ensureSecret(id, 'openai', 'sk-2');
    expect(await available()).toContain('gpt');
    await integrations.deleteSecret(id, 'openai');
    expect(await available()).not.toContain('gpt');
    await integrations.ensureSecret(id, 'claude-code', 'sk-ant');
    await integrations.syncClaudeCodeKey(id);
    expect(await env.getAgentEnv(id, 'aria')).toEqual({ ANTHROPIC_API_KEY: 'sk-ant' });
  });

  test('behavior: what an agent may use shows in its capabilities', async () => {
    const id = await office();
    const { integrations } = world.owner;
    const own = async () => (await world.as(id, 'aria').capabilities.self(id)) as { integrations: string[] };
    await integrations.toggleAgent(id, 'github', 'aria', true);
    await integrations.toggleAgent(id, 'github', 'aria', true);
    await integrations.toggleAgent(id, 'i#1/é', 'aria', true);
    expect((await own()).integrations).toEqual(['github', 'i#1/é']);
    await integrations.toggleAgent(id, 'github', 'aria', false);
    expect((await own()).integrations).toEqual(['i#1/é']);
  });

  test('error: keys and agents that are not there', async () => {
    const id = await office();
    const { integrations } = world.owner;
    await missing([
      integrations.deleteSecret(id, 'none'),
      integrations.toggleAgent(id, 'github', 'none', true),
      integrations.syncClaudeCodeKey(id),
    ]);
    await refused([integrations.ensureSecret(id, 'github', '')]);
  });
});

describe('extensions', () => {
  test('default: registered, got, listed, deleted', async () => {
    const id = await office();
    const { extensions } = world.owner;
    const extension = await extensions.register(id, {
      name: 'board',
      manifest: { a: [1] },
      panel_html: '<p>',
    });
    expect(extension).toEqual({
      id: expect.any(String),
      name: 'board',
      office_id: id,
      manifest: { a: [1] },
      created_at: new Date(time).toISOString(),
    });
    expect(await extensions.get(id, extension.id)).toEqual(extension);
    expect(await extensions.list(id)).toEqual([extension]);
    expect(await failure(extensions.register(id, { name: 'board' }))).toMatchObject({ status: 409 });
    await missing([extensions.uninstall(id, extension.id)]);
    await extensions.delete(id, extension.id);
    expect(await extensions.list(id)).toEqual([]);
  });

  test('behavior: published, installed in another office, counted, uninstalled', async () => {
    const id = await office();
    const { extensions } = world.owner;
    await world.stranger.extensions.marketplacePublish({
      id: 'notes',
      name: 'Notes',
      author: 'me',
      manifest: { v: 1 },
    });
    expect(await extensions.marketplaceGet('notes')).toEqual({
      id: 'notes',
      name: 'Notes',
      author: 'me',
      installs: 0,
    });
    await extensions.install(id, { extId: 'notes' });
    await extensions.install(id, { extId: 'notes' });
    expect(await extensions.get(id, 'notes')).toMatchObject({
      name: 'Notes',
      manifest: { v: 1 },
      office_id: id,
    });
    expect((await extensions.marketplaceGet('notes')).installs).toBe(1);
    expect((await extensions.marketplaceList()).map((item) => item.id)).toEqual(
      expect.arrayContaining(['notes', 'kanban']),
    );
    await world.stranger.extensions.marketplacePublish({ id: 'notes', name: 'Notes 2' });
    expect(await extensions.marketplaceGet('notes')).toEqual({ id: 'notes', name: 'Notes 2', installs: 1 });
    expect(await failure(extensions.marketplacePublish({ id: 'notes', name: 'Mine' }))).toMatchObject({
      status: 409,
    });
    await extensions.uninstall(id, 'notes');
    expect(await extensions.list(id)).toEqual([]);
  });

  test('error: extensions and offers that are not there, or that are none', async () => {
    const id = await office();
    const { extensions } = world.owner;
    await missing([
      extensions.get(id, 'none'),
      extensions.delete(id, 'none'),
      extensions.install(id, { extId: 'none' }),
      extensions.uninstall(id, 'none'),
      extensions.marketplaceGet('none'),
    ]);
    await refused([
      extensions.register(id, { name: ' ' }),
      ...[
        null,
        [],
        'text',
        {},
        { name: 5 },
        { name: '' },
        { name: 'x', id: 'publish' },
        { name: 'x', manifest: [] },
      ].map((data) => extensions.marketplacePublish(data)),
    ]);
  });
});

describe('events', () => {
  test('default: what happened in the office, newest first', async () => {
    const id = await office();
    await world.owner.tasks.create(id, { title: 'x' });
    const [newest, ...older] = (await world.owner.events.list(id)) as {
      id: string;
      type: string;
      data: object;
    }[];
    expect(newest).toMatchObject({
      type: 'task',
      data: { title: 'x', status: 'queued' },
      created_at: expect.any(String),
    });
    expect(older.map(({ type }) => type)).toEqual(['agent', 'agent', 'office']);
  });

  test('default: a chat with its beginning and its end', async () => {
    const id = await office();
    const say = (content: string) =>
      world.owner.xmtp.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content });
    await say(JSON.stringify({ type: '__SESSION_START__', session_id: 'a/b' }));
    await say('hello');
    await say(JSON.stringify({ type: '__SESSION_END__', session_id: 'a/b' }));
    await say('after');
    expect(await world.owner.events.chatEvents(id, 'a/b')).toMatchObject([
      { type: 'started', session_key: 'a/b', by: 'admin-sdk' },
      { type: 'message', content: 'hello', from_agent: 'admin-sdk' },
      { type: 'ended', session_key: 'a/b' },
    ]);
    await missing([world.owner.events.chatEvents(id, 'none')]);
  });

  test('default: commands that were run', async () => {
    const id = await office();
    expect(await world.owner.events.sshEvents(id)).toEqual([]);
    await world.owner.workspace.exec(id, { command: 'false' });
    expect(await world.owner.events.sshEvents(id)).toMatchObject([
      { type: 'exec', data: { command: 'false', exit_code: 1, by: world.emulator.user.id } },
    ]);
  });
});

describe('callbacks', () => {
  test('default: what pods report is kept, and moves the agent that reports it', async () => {
    const { id } = await world.office();
    const { callbacks, employees } = world.owner;
    await world.agent(id, 'aria');
    const aria = world.as(id, 'aria').callbacks;
    await aria.podEvent(id, { type: 'ready' });
    await aria.podEvent(id, { type: 'error', payload: { message: 'disk full', left: 0 } });
    const [ready, error] = await callbacks.list(id);
    expect(ready).toEqual({
      id: expect.any(String),
      type: 'ready',
      payload: {},
      created_at: new Date(time).toISOString(),
    });
    expect(await callbacks.get(id, error?.id ?? '')).toMatchObject({
      payload: { message: 'disk full', left: 0 },
    });
    expect((await employees.lastError(id, 'aria')).error).toBe('disk full');
    await aria.podEvent(id, { type: 'failed' });
    expect((await employees.get(id, 'aria')).status).toMatchObject({ phase: 'failed', ready: false });
    await employees.lifecycle(id, 'aria', 'restart');
    await until(
      () => employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
  });

  test('behavior: an agent that runs elsewhere says itself that it is ready', async () => {
    const slow = await startWorld({ brain: 'none', readyAfterMs: 1_000_000 });
    const { id } = await slow.office();
    await slow.owner.employees.hire(id, { name: 'aria' });
    await slow.as(id, 'aria').callbacks.podEvent(id, { type: 'ready' });
    expect((await slow.owner.employees.get(id, 'aria')).status.ready).toBe(true);
    await slow.close();
  });

  test('error: a callback that is not there, a report of nothing', async () => {
    const id = await office();
    await missing([world.owner.callbacks.get(id, 'none')]);
    await refused([world.owner.callbacks.podEvent(id, { type: '' })]);
  });
});

describe('backups', () => {
  test('default: an agent is hired again as it was', async () => {
    const { id } = await world.office();
    const { backups, employees } = world.owner;
    await employees.hire(id, { name: 'aria', role: 'engineer', skills: ['git'] });
    const made = (await employees.action(id, 'aria', { action: 'backup' })) as { backup_id: string };
    await employees.archive(id, 'aria');
    const all = await backups.list(id);
    expect(all).toHaveLength(2);
    expect(all[0]).toEqual({
      id: made.backup_id,
      employee_name: 'aria',
      office_id: id,
      s3_key: `backups/${id}/aria/${made.backup_id}.json`,
      size_bytes: expect.any(Number),
      created_at: new Date(time).toISOString(),
    });
    expect(await backups.list(id, { employee: 'bo' })).toEqual([]);
    expect(await backups.get(id, made.backup_id)).toEqual(all[0]);
    await employees.delete(id, 'aria');
    const again = await employees.hire(id, {
      name: 'bo',
      role: 'reviewer',
      restoreFromBackup: made.backup_id,
    });
    expect(again).toMatchObject({ name: 'bo', role: 'reviewer', skills: ['git'] });
    await backups.delete(id, made.backup_id);
    expect(await backups.list(id)).toHaveLength(1);
  });

  test('error: backups that are not there', async () => {
    const id = await office();
    const { backups, employees } = world.owner;
    await missing([
      backups.get(id, 'none'),
      backups.delete(id, 'none'),
      employees.hire(id, { name: 'bo', restoreFromBackup: 'none' }),
    ]);
    await missing([employees.get(id, 'bo')]);
  });
});

describe('delegates, roles and capabilities', () => {
  test('default: a delegate may what its role may and what was delegated', async () => {
    const { id } = await world.office();
    const { delegates, employees, roles } = world.owner;
    await employees.hire(id, { name: 'aria', role: 'reviewer', skills: ['git'] });
    const role = await roles.get(id, 'reviewer');
    expect(await roles.list(id)).toContainEqual(role);
    const delegate = await delegates.create(id, 'aria', { permissions: ['tasks:create', 'tasks:create'] });
    expect(delegate).toEqual({
      agent_id: 'aria',
      permissions: ['tasks:create'],
      created_at: new Date(time).toISOString(),
    });
    expect(await delegates.get(id, 'aria')).toEqual(delegate);
    const own = () => world.as(id, 'aria').capabilities.self(id);
    expect(await own()).toMatchObject({
      kind: 'agent',
      id: 'aria',
      role: 'reviewer',
      skills: ['git'],
      permissions: [...role.permissions, 'tasks:create'],
    });
    expect(await delegates.update(id, 'aria', { permissions: ['credits:add'] })).toMatchObject({
      permissions: ['credits:add'],
    });
    expect(await delegates.update(id, 'aria', {})).toMatchObject({ permissions: ['credits:add'] });
    expect(await delegates.list(id)).toHaveLength(1);
    expect(await failure(delegates.create(id, 'aria', { permissions: [] }))).toMatchObject({ status: 409 });
    await delegates.delete(id, 'aria');
    expect(await own()).toMatchObject({ permissions: role.permissions });
    expect(await world.owner.capabilities.self(id)).toMatchObject({ kind: 'user', permissions: ['*'] });
  });

  test('error: agents, delegates and roles that are not there', async () => {
    const id = await office();
    const { delegates, roles } = world.owner;
    await missing([
      delegates.get(id, 'aria'),
      delegates.get(id, 'none'),
      delegates.create(id, 'none', { permissions: [] }),
      delegates.update(id, 'aria', {}),
      delegates.delete(id, 'aria'),
      roles.get(id, 'emperor'),
    ]);
    await refused([delegates.create(id, 'aria', { permissions: [''] })]);
  });
});

describe('workspace', () => {
  test('default: commands work on the office’s files, and are on record', async () => {
    const id = await office();
    const { workspace, files, env, employees } = world.owner;
    await files.upload(id, 'report.md', new TextEncoder().encode('one\ntwo\n'));
    await env.set(id, { WHO: 'office' });
    expect(await workspace.exec(id, { command: 'cat report.md | wc -l; echo $WHO > who.txt; ls' })).toEqual({
      stdout: '2\nreport.md\nwho.txt\n',
      stderr: '',
      exit_code: 0,
    });
    expect(await (await files.download(id, 'who.txt')).text()).toBe('office\n');
    expect((await files.changes(id)).events.map(({ name }) => name)).toEqual(['report.md', 'who.txt']);
    await env.setAgentEnv(id, 'aria', 'WHO', 'aria');
    const byAria = await world.as(id, 'aria').workspace.exec(id, { command: 'echo $WHO' });
    expect(byAria.stdout).toBe('aria\n');
    expect(await employees.activity(id, 'aria', { category: 'terminal' })).toMatchObject([
      { summary: 'echo $WHO' },
    ]);
    expect(await workspace.health(id)).toEqual({ healthy: true });
  });

  test('behavior: agents have the rights that they have', async () => {
    const id = await office();
    await world.owner.files.upload(id, 'secret.md', new TextEncoder().encode('s3cret'));
    await world.owner.files.setPermissions(id, 'secret.md', { agent_name: 'aria', access: 'none' });
    const { workspace } = world.as(id, 'aria');
    for (const command of [
      'cat secret.md',
      'cp secret.md copy',
      'echo x > secret.md',
      'rm secret.md',
      'mv secret.md a',
      'cat < secret.md',
    ]) {
      const { stdout, stderr, exit_code } = await workspace.exec(id, { command });
      expect([command, stdout, exit_code, stderr]).toEqual([
        command,
        '',
        1,
        expect.stringContaining('may not'),
      ]);
    }
    expect(await (await world.owner.files.download(id, 'secret.md')).text()).toBe('s3cret');
  });

  test('behavior: what takes too long is ended', async () => {
    const id = await office();
    const slow = await world.owner.workspace.exec(id, { command: 'sleep 999', timeout_ms: 10 });
    expect(slow).toEqual({ stdout: '', stderr: 'sh: timed out\n', exit_code: 124 });
  });

  test('behavior: it can be switched off; a suspended office runs nothing', async () => {
    const off = await startWorld({ exec: false });
    const { id } = await off.office();
    expect(await failure(off.owner.workspace.exec(id, { command: 'ls' }))).toMatchObject({
      status: 403,
      code: 'exec_disabled',
    });
    expect(await off.owner.workspace.health(id)).toEqual({ healthy: false });
    await off.close();
    const asleep = await office();
    await world.owner.offices.suspend(asleep);
    expect(await failure(world.owner.workspace.exec(asleep, { command: 'ls' }))).toMatchObject({
      status: 409,
    });
    expect(await world.owner.workspace.health(asleep)).toEqual({ healthy: false });
  });

  test('error: no command, or one beyond measure', async () => {
    const id = await office();
    await refused([
      world.owner.workspace.exec(id, { command: ' ' }),
      world.owner.workspace.exec(id, { command: `echo ${'x'.repeat(10_000)}` }),
    ]);
  });
});

describe('transfer', () => {
  test('default: an agent moves to another office, with its key and its spec', async () => {
    const [from, to] = [await office('aria', 'bo'), (await world.office()).id];
    const { transfer, employees, tasks, xmtp } = world.owner;
    await employees.setSkills(from, 'aria', { add: ['git'] });
    await xmtp.sendToConversation(from, 'aria', { agent_id: 'admin-sdk', content: 'stays behind' });
    const task = await tasks.create(from, { title: 'x' });
    await tasks.claim(from, { agent: 'aria' });
    const key = world.emulator.agentKey(from, 'aria');
    const { transfer_id } = await transfer.prepare(to);
    const progress = async () => (await transfer.status(to, transfer_id)).progress;
    expect(await transfer.status(to, transfer_id)).toEqual({ transfer_id, status: 'prepared', progress: 0 });
    expect(await failure(transfer.start(to, { transfer_id }))).toMatchObject({ status: 409 });
    await transfer.install(to, { transfer_id, from_office: from, agent: 'aria' });
    expect(await progress()).toBe(50);
    expect((await employees.list(from)).map(({ name }) => name)).toEqual(['bo']);
    expect(await employees.get(to, 'aria')).toMatchObject({
      skills: ['git'],
      status: { phase: 'suspended' },
    });
    expect(await tasks.get(from, task.id)).toMatchObject({ status: 'failed' });
    await transfer.start(to, { transfer_id });
    await transfer.start(to, { transfer_id });
    await until(
      () => employees.get(to, 'aria'),
      ({ status }) => status.ready,
    );
    expect(await progress()).toBe(100);
    expect(await world.as(to, 'aria', key).offices.list()).toMatchObject([{ id: to }]);
    expect(await xmtp.getConversationMessages(to, 'aria')).toEqual([]);
    const again = transfer.install(to, { transfer_id, from_office: from, agent: 'bo' });
    expect(await failure(again)).toMatchObject({ status: 409, code: 'transfer_used' });
  });

  test('error: a taken name, somebody else’s agent, transfers that are not there', async () => {
    const [from, to] = [await office('aria'), await office('aria')];
    const { transfer } = world.owner;
    const { transfer_id } = await transfer.prepare(to);
    const move = { transfer_id, from_office: from, agent: 'aria' };
    expect(await failure(transfer.install(to, move))).toMatchObject({ status: 409, code: 'name_taken' });
    const theirs = await world.stranger.offices.create({ name: 'theirs', forceCreate: true });
    const stolen = transfer.install(to, { ...move, from_office: theirs.id });
    expect(await failure(stolen)).toMatchObject({ status: 403 });
    await missing([
      transfer.install(to, { ...move, agent: 'none' }),
      transfer.install(to, { ...move, transfer_id: 'none' }),
      transfer.start(to, { transfer_id: 'none' }),
      transfer.status(to, 'none'),
      transfer.status(from, transfer_id),
    ]);
    await refused([
      transfer.install(to, {}),
      transfer.install(to, null),
      transfer.start(to, { transfer_id: 1 }),
    ]);
  });
});

describe('llmPing', () => {
  test('default: a model answers when there is somebody to pay for it', async () => {
    const id = await office();
    const { llmPing, employees } = world.owner;
    await employees.promote(id, 'aria', { modelTier: 'opus' });
    expect(await llmPing.ping(id)).toEqual({
      model: 'sonnet',
      latency_ms: expect.any(Number),
      success: true,
    });
    expect(await llmPing.agentPing(id, 'aria')).toMatchObject({ model: 'opus', success: true });
    await employees.lifecycle(id, 'aria', 'suspend');
    expect(await llmPing.agentPing(id, 'aria')).toMatchObject({
      success: false,
      error: 'aria is suspended.',
    });
    await world.owner.offices.suspend(id);
    expect(await llmPing.ping(id)).toMatchObject({
      success: false,
      error: expect.stringContaining('suspended'),
    });
    await missing([llmPing.agentPing(id, 'none')]);
  });
});

describe('whatsapp', () => {
  test('default: an agent’s line: shown, scanned, reset', async () => {
    const id = await office();
    const { whatsapp } = world.owner;
    expect(await whatsapp.sessionStatus(id, 'aria')).toEqual({ connected: false, agent_id: 'aria' });
    await whatsapp.qrStart(id, 'aria');
    expect(await whatsapp.qrStatus(id, 'aria')).toMatchObject({ connected: false });
    await whatsapp.qrStop(id, 'aria');
    time += 1000;
    expect(await whatsapp.qrStatus(id, 'aria')).toMatchObject({ connected: false });
    await whatsapp.qrStart(id, 'aria');
    time += 1000;
    const connected = {
      connected: true,
      agent_id: 'aria',
      phone_number: expect.stringMatching(/^\+999\d{8}$/),
    };
    expect(await whatsapp.qrStatus(id, 'aria')).toEqual(connected);
    await whatsapp.qrStop(id, 'aria');
    await whatsapp.qrStart(id, 'aria');
    expect(await whatsapp.sessionStatus(id, 'aria')).toEqual(connected);
    await whatsapp.reset(id, 'aria');
    expect(await whatsapp.sessionStatus(id, 'aria')).toMatchObject({ connected: false });
  });

  test('default: the office’s line, and who may use it', async () => {
    const id = await office('aria', 'bo');
    const { whatsapp, employees } = world.owner;
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'idle' });
    expect(await failure(whatsapp.registerAgent(id, 'aria'))).toMatchObject({
      status: 409,
      code: 'not_connected',
    });
    await whatsapp.officeQRStart(id);
    expect(await whatsapp.officeQRStatus(id)).toEqual({
      status: 'pending',
      qr: expect.stringMatching(/^2@/),
    });
    time += 1000;
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'connected' });
    await whatsapp.registerAgent(id, 'aria');
    await whatsapp.toggleAgentAccess(id, 'bo', true);
    await whatsapp.toggleAgentAccess(id, 'bo', false);
    expect(await whatsapp.agentStatus(id)).toEqual({
      agents: [
        { name: 'aria', whatsapp_enabled: true },
        { name: 'bo', whatsapp_enabled: false },
      ],
    });
    expect((await employees.get(id, 'aria')).channels).toEqual({ whatsapp: true });
    await whatsapp.officeReset(id);
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'idle' });
  });

  test('error: agents that are not there', async () => {
    const id = await office();
    const { whatsapp } = world.owner;
    await missing([
      whatsapp.qrStart(id, 'none'),
      whatsapp.qrStatus(id, 'none'),
      whatsapp.qrStop(id, 'none'),
      whatsapp.sessionStatus(id, 'none'),
      whatsapp.reset(id, 'none'),
      whatsapp.toggleAgentAccess(id, 'none', true),
      whatsapp.registerAgent(id, 'none'),
    ]);
  });
});

describe('chromium and proxy', () => {
  test('default: a browser is started, done, started anew, deleted', async () => {
    const id = await office();
    const { chromium } = world.owner;
    await missing([chromium.status(id), chromium.done(id), chromium.delete(id)]);
    const first = await chromium.start(id);
    expect(first).toEqual({
      id: expect.any(String),
      status: 'running',
      vnc_url: expect.stringContaining(first.id),
    });
    expect(await chromium.start(id)).toEqual(first);
    await chromium.done(id);
    expect(await chromium.status(id)).toEqual({ id: first.id, status: 'done' });
    expect((await chromium.start(id)).id).not.toBe(first.id);
    await chromium.delete(id);
    await missing([chromium.status(id)]);
    await world.owner.offices.suspend(id);
    expect(await failure(chromium.start(id))).toMatchObject({ status: 409 });
  });

  test('default: proxies are torn down, whether there are any or not', async () => {
    const id = await office();
    await world.owner.proxy.teardownCodeProxy(id);
    await world.owner.proxy.teardownCodexProxy(id);
    const [codex, code] = (await world.owner.events.list(id)) as unknown[];
    expect([code, codex]).toMatchObject([
      { data: { state: 'code proxy torn down' } },
      { data: { state: 'codex proxy torn down' } },
    ]);
  });
});
