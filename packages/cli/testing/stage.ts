import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BackupsAPI,
  CallbacksAPI,
  ChromiumAPI,
  DelegatesAPI,
  EmployeesAPI,
  EnvAPI,
  ExtensionsAPI,
  FilesAPI,
  IntegrationsAPI,
  OfficesAPI,
  TasksAPI,
  TransferAPI,
  WhatsAppAPI,
  XMTPAPI,
} from '@mitosislabs/api';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { type Home, makeHome } from './runMi.ts';

/** The ids in the examples of the help. */
const OFFICE = /\b33f5682c(-0b7e-4c0e-9a53-1f0c6d1e8a11)?\b/g;

/** An emulator behind servers that note the requests, and a home that is signed in to it. */
export interface Platform extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly home: Home;
  /** The requests since the last call: `GET /api/v1/offices`. */
  requests(): string[];
  /** An office in which the things that a command line names exist. Returns the command line for it. */
  stage(operation: string, args: readonly string[]): Promise<{ office: string; args: string[] }>;
}

/** Starts the emulator. */
export async function startPlatform(): Promise<Platform> {
  let ahead = 0;
  const emulator = await startEmulator({ readyAfterMs: 5, brain: 'none', now: () => Date.now() + ahead });
  const seen: string[] = [];
  const servers = [await forward(emulator.endpoint, seen), await forward(emulator.dashboardEndpoint, seen)];
  const home = await makeHome({
    MITOSIS_ENDPOINT: servers[0]?.url ?? '',
    MITOSIS_DASHBOARD_ENDPOINT: servers[1]?.url ?? '',
    MITOSIS_API_KEY: emulator.apiKey,
  });
  await mkdir(join(home.path, 'work'));
  await writeFile(join(home.path, 'work/report.md'), '# Report\n');
  await writeFile(join(home.path, 'work/extension.json'), '{"name":"notes"}');
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const shared = await officeWithAria(transport);
  return {
    emulator,
    home,
    requests: () => seen.splice(0),
    stage: async (operation, args) => {
      const staged = await stage(transport, emulator, home, shared, operation, args);
      // The time that scanning the QR code takes.
      if (operation === 'whatsapp.registerAgent') ahead += 60_000;
      return staged;
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server[Symbol.asyncDispose]();
      await emulator.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** A server that notes each request, and passes it on. */
async function forward(target: string, seen: string[]): Promise<TestServer> {
  return serve(async (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const body = await bodyOf(request);
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const stop = new AbortController();
    response.on('close', () => stop.abort());
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
      redirect: 'manual',
      signal: stop.signal,
    });
    const { 'content-encoding': ____, ...answered } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, answered);
    try {
      for await (const chunk of answer.body ?? []) response.write(chunk);
    } catch {
      // The client has left.
    }
    response.end();
  });
}

/** Operations that need an office of their own: they change the office or its agents for the others, or work once. */
const ALONE =
  /^offices\.(delete|transfer|suspend|resume)|^employees\.(hire|delete|archive|restore|lifecycle|rotate)|^(chromium|delegates|extensions)\.|^xmtpApi\.getMessages/;

async function officeWithAria(transport: Transport): Promise<string> {
  const { id } = await new OfficesAPI(transport).create({ name: 'acme', forceCreate: true });
  const employees = new EmployeesAPI(transport);
  await employees.hire(id, { name: 'aria' });
  while (!(await employees.get(id, 'aria')).status.ready) await sleep(5);
  return id;
}

async function stage(
  transport: Transport,
  emulator: Emulator,
  home: Home,
  shared: string,
  operation: string,
  args: readonly string[],
): Promise<{ office: string; args: string[] }> {
  const office = operation.startsWith('transfer.')
    ? (await new OfficesAPI(transport).create({ name: 'lab', forceCreate: true })).id
    : ALONE.test(operation)
      ? await officeWithAria(transport)
      : shared;
  const employees = new EmployeesAPI(transport);
  if (operation.startsWith('files.')) {
    await new FilesAPI(transport).upload(office, 'report.md', new TextEncoder().encode('# Report\n'));
  }
  await PREPARE[operation]?.(transport, office);
  const line: string[] = [];
  for (const word of args) line.push(await filled(word));
  return { office, args: line };

  /** A word of an example with the ids of things that exist. */
  async function filled(word: string): Promise<string> {
    if (word.startsWith('7c9e6679') || word === 'task-7f3a') {
      const task = await new TasksAPI(transport).create(office, { title: 'Audit', assigned_to: 'aria' });
      if (operation === 'tasks.update')
        await new TasksAPI(transport).update(office, task.id, { status: 'running' });
      return task.id;
    }
    if (word.startsWith('f2c1a7de')) {
      const groups = new XMTPAPI(transport);
      return (await groups.createGroup(office, { name: 'team', members: ['aria'] })).id;
    }
    if (word === 'kanban' && /get|delete/.test(operation) && !operation.includes('marketplace')) {
      return (await new ExtensionsAPI(transport).register(office, { name: 'notes' })).id;
    }
    if (word.startsWith('c3a1d2b4')) {
      const callbacks = new CallbacksAPI(transport);
      await callbacks.podEvent(office, { type: 'ready' });
      return (await callbacks.list(office))[0]?.id ?? '';
    }
    if (word.startsWith('b8d7c6e5')) {
      await employees.action(office, 'aria', { action: 'backup' });
      return (await new BackupsAPI(transport).list(office))[0]?.id ?? '';
    }
    if (word.startsWith('e4d3c2b1')) return (await new TransferAPI(transport).prepare(office)).transfer_id;
    if (word.startsWith('1f6e5d4c')) return emulator.createUser(`${randomUUID()}@mitosis.test`).id;
    if (word === '@transfer.json') {
      const { transfer_id } = await new TransferAPI(transport).prepare(office);
      const install = { transfer_id, from_office: await officeWithAria(transport), agent: 'aria' };
      if (operation === 'transfer.start') await new TransferAPI(transport).install(office, install);
      const path = join(home.path, 'work', `${transfer_id}.json`);
      await writeFile(path, JSON.stringify(install));
      return `@${path}`;
    }
    return word.replace(OFFICE, office);
  }
}

/** The things that must exist before an operation can succeed. */
const PREPARE: Readonly<Record<string, (transport: Transport, office: string) => Promise<unknown>>> = {
  'backups.list': (transport, office) =>
    new EmployeesAPI(transport).action(office, 'aria', { action: 'backup' }),
  'callbacks.list': (transport, office) => new CallbacksAPI(transport).podEvent(office, { type: 'ready' }),
  'chromium.delete': (transport, office) => new ChromiumAPI(transport).start(office),
  'chromium.done': (transport, office) => new ChromiumAPI(transport).start(office),
  'chromium.status': (transport, office) => new ChromiumAPI(transport).start(office),
  'delegates.get': delegate,
  'delegates.list': delegate,
  'delegates.update': delegate,
  'delegates.delete': delegate,
  'employees.restore': (transport, office) => new EmployeesAPI(transport).archive(office, 'aria'),
  'env.delete': (transport, office) => new EnvAPI(transport).set(office, { LANG: 'en' }),
  'env.list': (transport, office) => new EnvAPI(transport).set(office, { LANG: 'en' }),
  'env.values': (transport, office) => new EnvAPI(transport).set(office, { LANG: 'en' }),
  'events.chatEvents': (transport, office) =>
    new XMTPAPI(transport).sendToConversation(office, 'aria', {
      agent_id: 'admin-sdk',
      content: JSON.stringify({ type: '__SESSION_START__', session_id: 'chat-1' }),
    }),
  'extensions.uninstall': (transport, office) =>
    new ExtensionsAPI(transport).install(office, { extId: 'kanban' }),
  'integrations.syncClaudeCodeKey': (transport, office) =>
    new IntegrationsAPI(transport).ensureSecret(office, 'claude-code', 'sk-example'),
  'xmtpApi.getMessages': (transport, office) => new EmployeesAPI(transport).hire(office, { name: 'nova' }),
  'integrations.deleteSecret': (transport, office) =>
    new IntegrationsAPI(transport).ensureSecret(office, 'github', 'ghp_example'),
  'tasks.claim': (transport, office) => new TasksAPI(transport).create(office, { title: 'Audit' }),
  'tasks.list': (transport, office) => new TasksAPI(transport).create(office, { title: 'Audit' }),
  'whatsapp.registerAgent': (transport, office) => new WhatsAppAPI(transport).officeQRStart(office),
};

function delegate(transport: Transport, office: string): Promise<unknown> {
  return new DelegatesAPI(transport).create(office, 'aria', { permissions: ['credits:add'] });
}
