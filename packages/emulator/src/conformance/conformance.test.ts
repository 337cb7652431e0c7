import { contract } from '@mitosislabs/api/contract';
import { expect, test } from 'vitest';
import type { ConformanceReport } from '../conformance.ts';
import type { Emulator } from '../Emulator.ts';
import { type Change, changeJson, changingProxy } from '../testing/changingProxy.ts';
import { quickConformance, startPlanted } from '../testing/planted.ts';
import { assumptions } from './assumptions.ts';

/** Time for a run on a machine that does other things. */
const LONG = 180_000;

/** Where a platform is, and how to sign in. */
function access({ endpoint, dashboardEndpoint, apiKey, jwtSecret }: Emulator) {
  return { endpoint, dashboardEndpoint, apiKey, jwtSecret };
}

/** Lists the differences, as texts: the name of the result, and the part. */
function differing({ assumptions, operations, behaviors }: ConformanceReport): string[] {
  return [...assumptions, ...operations, ...behaviors].flatMap(({ name, differences }) =>
    differences.map(({ what, expected, observed }) => `${name}: ${what}: ${expected} → ${observed}`),
  );
}

async function read(emulator: Emulator, path: string): Promise<unknown> {
  const headers = { Authorization: `Bearer ${emulator.apiKey}` };
  return (await fetch(`${emulator.endpoint}/api/v1/offices${path}`, { headers })).json();
}

test('default: finds no difference in the emulator, tries all that it can, and removes what it made', {
  timeout: LONG,
}, async () => {
  const { emulator, office } = await startPlanted();
  const runConformance = await quickConformance();
  const report = await runConformance({ ...access(emulator), office, thorough: true });
  expect(differing(report)).toEqual([]);
  // Each assumption with a check was observed.
  const untried = report.assumptions.filter(({ outcome }) => outcome === 'not tried').map(({ name }) => name);
  expect(untried).toEqual(
    assumptions.filter((assumption) => 'untried' in assumption).map(({ name }) => name),
  );
  expect(report.behaviors.filter(({ outcome }) => outcome !== 'holds')).toEqual([]);
  expect(report.operations).toHaveLength(
    Object.values(contract).flatMap((group) => Object.keys(group)).length,
  );
  expect(report.operations.every(({ outcome, why }) => outcome === 'holds' || why !== undefined)).toBe(true);
  expect(report.leftovers.every((text) => /^(task|group) /.test(text))).toBe(true);
  for (const list of ['employees', 'files', 'env', 'extensions', 'backups', 'delegates']) {
    expect(await read(emulator, `/${office}/${list}`)).toEqual([]);
  }
  expect(JSON.stringify(report)).not.toContain(emulator.apiKey);
  expect(JSON.stringify(report)).not.toContain(emulator.jwtSecret);
  await emulator.close();
});

test('behavior: finds no difference while the pods of agents work too, one of which the office had before', {
  timeout: LONG,
}, async () => {
  const { emulator, office } = await startPlanted({}, { brain: (await import('../index.ts')).echoBrain() });
  const { name } = (await read(emulator, `/${office}`)) as { name: string };
  await emulator.control.seed({ offices: [{ name, agents: [{ name: 'aria' }] }] });
  const runConformance = await quickConformance();
  const report = await runConformance({ ...access(emulator), office });
  expect(differing(report)).toEqual([]);
  await emulator.close();
});

/** Assumptions that differ, with the values that the report must name. */
const planted: Record<string, unknown> = {
  INITIAL_CREDITS: 500,
  PRICES: { hire: 7, message: 2, task: 4, coreHour: 2 },
  DOLLARS_PER_CREDIT: 0.02,
  HIRE_LIMIT: { count: 5, windowMs: 300_000 },
  DEFAULT_MODEL: { tier: 'opus', provider: 'openai' },
  DEFAULT_RESOURCES: { cores: 1, memoryGiB: 4 },
  LOG_LINES: 30,
  MESSAGES: { usual: 6, most: 25 },
  PAGE: { usual: 8, most: 40 },
  SIGNATURE_WINDOW_SECONDS: 120,
  BODY: { jsonBytes: 20_000, depth: 32, fileBytes: 1_048_576 },
  FILE_NAME_BYTES: 255,
  STREAM_COMMENT_MS: 300,
  QUOTA: { cpu: '32', memory: '64Gi', pods: 50, tier: 'free' },
  EXEC: {
    timeoutMs: 30_000,
    commandCharacters: 2_000,
    argumentCharacters: 1_048_576,
    stages: 64,
    outputBytes: 1_000_000,
    memoryBytes: 268_435_456,
  },
};

/** Assumptions that differ, of which the report says only that they do. */
const plantedKinds: Record<string, unknown> = {
  AGENT_NAME: /^[a-z0-9][a-z0-9_-]{0,62}$/,
  CATEGORIES: ['task', 'message', 'session', 'xmtp', 'lifecycle', 'chat', 'terminal'],
  ADMINISTRATORS: ['admin-sdk'],
  MODELS: [{ provider: 'anthropic', model_id: 'opus', name: 'Opus' }],
  MARKETPLACE: [{ id: 'kanban', name: 'Board', description: 'Another one.', author: 'Mitosis Labs' }],
  VARIABLE_NAME: /^[A-Za-z_][A-Za-z0-9_-]*$/,
  ROLES: [
    {
      name: 'general',
      permissions: [
        'tasks:work',
        'messages:send',
        'files:read',
        'files:write',
        'browser:use',
        'workspace:exec',
      ],
    },
    {
      name: 'researcher',
      permissions: ['tasks:work', 'messages:send', 'files:read', 'files:write', 'browser:use'],
    },
    {
      name: 'engineer',
      permissions: ['tasks:work', 'messages:send', 'files:read', 'files:write', 'workspace:exec'],
    },
    { name: 'reviewer', permissions: ['tasks:work', 'messages:send', 'files:read', 'workspace:exec'] },
  ],
};

test('behavior: finds and names each assumption that differs', { timeout: LONG }, async () => {
  const { emulator, office } = await startPlanted({ ...planted, ...plantedKinds });
  const runConformance = await quickConformance();
  const report = await runConformance({ ...access(emulator), office, thorough: true });
  const observed: Record<string, unknown> = {};
  for (const { name, outcome, observed: value } of report.assumptions)
    if (outcome === 'differs') observed[name] = value;
  const expected: Record<string, unknown> = {};
  for (const { name, ...rest } of assumptions) {
    const [constant = '', part] = name.split('.');
    if ('untried' in rest || !(constant in planted)) continue;
    const value = planted[constant];
    const own = part === undefined ? value : Reflect.get(Object(value), part);
    expected[name] = own;
  }
  expect(observed).toMatchObject(expected);
  expect(Object.keys(observed).sort()).toEqual(
    [...Object.keys(expected), ...Object.keys(plantedKinds)].sort(),
  );
  expect(report.behaviors.filter(({ outcome }) => outcome === 'differs').map(({ name }) => name)).toContain(
    'role reviewer: workspace:exec',
  );
  await emulator.close();
});

const withHeader =
  (name: string, value?: string): Change =>
  ({ headers }) => {
    if (value === undefined) delete headers[name];
    else headers[name] = value;
  };
const withStatus =
  (from: number, to: number): Change =>
  (answer) => {
    if (answer.status === from) answer.status = to;
  };
const withBody =
  (edit: (body: string) => string): Change =>
  (answer) => {
    answer.body = edit(answer.body);
  };
const notThere: Change = (answer) => {
  answer.status = 404;
  answer.body = '{"error":"no such route"}';
};

/** Changes of answers, with the difference that the report must name. */
const changed: [operation: string, change: Change, found: string | RegExp][] = [
  ['tasks.create', withStatus(200, 201), 'tasks.create: status: 200 → 201'],
  ['tasks.get', changeJson(({ kind: _, ...task }) => task), 'tasks.get: field kind: string → missing'],
  [
    'employees.promote',
    changeJson(({ modelTier, ...rest }) => ({ ...rest, model_tier: modelTier })),
    'employees.promote: field modelTier: text → missing',
  ],
  [
    'tasks.stats',
    changeJson((stats) => ({ ...stats, total: String(stats.total) })),
    /^tasks.stats: field total: a number → /,
  ],
  [
    'roles.get',
    changeJson((role) => ({ ...role, permissions: role.permissions.join() })),
    /^roles.get: field permissions: a list → /,
  ],
  [
    'employees.presence',
    withHeader('x-request-id'),
    /^every answer has X-Request-Id: header X-Request-Id: present → /,
  ],
  [
    'callbacks.list',
    changeJson((list) => list.map(({ payload: _, ...rest }: object & { payload: unknown }) => rest)),
    'callbacks.list: field [].payload: an object → missing',
  ],
  ['env.list', notThere, 'env.list: status: 200 → 404'],
  ['proxy.teardownCodeProxy', notThere, 'proxy.teardownCodeProxy: status without credentials: 401 → 404'],
  [
    'backups.get',
    withBody((body) => body.replace('"not_found"', '"missing"')),
    /^backups.get: field code of a deleted backup: not_found → missing$/,
  ],
  [
    'offices.list',
    withHeader('www-authenticate'),
    /^request without credentials: behavior: 401 unauthorized → 401 unauthorized, without WWW-Authenticate$/,
  ],
  [
    'messages.stream',
    withBody((body) => body.replace(/^id: .*\n/gm, '')),
    'stream: an event has an id: behavior: true → false',
  ],
  ['files.download', withHeader('etag'), 'files.download: header etag: present → missing'],
  [
    'extensions.register',
    withStatus(409, 400),
    'extensions.register: status with a name that is taken: 409 → 400',
  ],
  [
    'tasks.claim',
    withHeader('content-type', 'text/plain'),
    'tasks.claim: header content-type: application/json → text/plain',
  ],
  [
    'employees.activity',
    changeJson((list) => list.map((entry: object) => ({ ...entry, category: 'weather' }))),
    /^employees.activity: field \[\].category: one of .* → "weather"$/,
  ],
  [
    'files.changes',
    changeJson((answer) => ({ ...answer, serverTime: String(answer.serverTime) })),
    /^files.changes: field serverTime: /,
  ],
  [
    'chromium.start',
    changeJson((browser) => ({ ...browser, status: 'starting' })),
    'chromium.start: field status: "running" → "starting"',
  ],
  [
    'messages.poolStats',
    changeJson(() => ({ active: null, idle: 0 })),
    /^messages.poolStats: field active: a number → null/,
  ],
  [
    'xmtpApi.getGroupMessages',
    changeJson((list) => list.reverse()),
    'order of xmtpApi.getGroupMessages: behavior: oldest first → newest first',
  ],
  [
    'tasks.list',
    changeJson((list) => list.reverse()),
    'order of tasks.list: behavior: oldest first → newest first',
  ],
  [
    'delegates.create',
    changeJson((delegate) => ({ ...delegate, permissions: ['*'] })),
    'delegates.create: field permissions[]: "credits:history" → "*"',
  ],
  [
    'employees.hire',
    (answer) => void delete answer.headers['retry-after'],
    'Retry-After of a refused hire: behavior: seconds → missing',
  ],
  [
    'workspace.exec',
    changeJson((result) => ({ ...result, exit_code: 0 })),
    'workspace.exec: field exit_code that fails: 1 → 0',
  ],
  [
    'xmtpApi.removeMember',
    withStatus(404, 204),
    'xmtpApi.removeMember: status of one that is no member: 404 → 204',
  ],
  ['env.set', withStatus(204, 200), /^env.set: status: 204 → 200$/],
];

test('behavior: finds and names each answer that differs', { timeout: LONG }, async () => {
  const { emulator, office } = await startPlanted({}, { idempotencyKeys: false });
  const runConformance = await quickConformance();
  const changes = Object.fromEntries(changed.map(([operation, change]) => [operation, change]));
  const extra = changeJson((list) => list.map((file: object) => ({ ...file, owner: 'me' })));
  const [api, dashboard] = await Promise.all(
    [emulator.endpoint, emulator.dashboardEndpoint].map((upstream) =>
      changingProxy(upstream, { ...changes, 'files.list': extra }),
    ),
  );
  const endpoints = { endpoint: api?.endpoint ?? '', dashboardEndpoint: dashboard?.endpoint ?? '' };
  const report = await runConformance({ ...access(emulator), ...endpoints, office });
  const found = differing(report);
  for (const [, , wanted] of changed) {
    const isThere = found.some((text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text)));
    if (!isThere) expect(found).toContain(wanted);
  }
  expect(found).toContain('idempotency: a repeated request gets the first answer: behavior: yes → no (400)');
  const files = report.operations.find(({ name }) => name === 'files.list');
  expect(files).toMatchObject({ outcome: 'holds', notes: ['field [].owner is not in the contract'] });
  // Nothing else differs but what follows from the changes.
  const follows = ['callbacks.get', 'request with', 'stream: an id comes', 'idempotency: '];
  const others = found.filter(
    (text) =>
      !changed.some(([operation]) => text.startsWith(`${operation}: `)) &&
      !changed.some(([, , wanted]) => (typeof wanted === 'string' ? text === wanted : wanted.test(text))) &&
      !follows.some((start) => text.startsWith(start)),
  );
  expect(others).toEqual([]);
  api?.close();
  dashboard?.close();
  await emulator.close();
});

test('behavior: only reads without a scratch office', { timeout: LONG }, async () => {
  const methods = new Set<string>();
  const { emulator, office } = await startPlanted({}, { faults: ({ method }) => void methods.add(method) });
  const runConformance = await quickConformance();
  methods.clear();
  const { summary, mode, ...report } = await runConformance(access(emulator));
  expect([...methods]).toEqual(['GET']);
  expect(differing({ summary, mode, ...report })).toEqual([]);
  expect({ mode, office: report.office }).toEqual({ mode: 'read-only', office });
  expect(report.operations.find(({ name }) => name === 'tasks.create')?.why).toMatch(/only reads/);
  expect(report.operations.filter(({ outcome }) => outcome === 'holds').length).toBeGreaterThan(25);
  await emulator.close();
});

test('behavior: removes what it made when it is interrupted', { timeout: LONG }, async () => {
  const { emulator, office } = await startPlanted();
  const runConformance = await quickConformance();
  const controller = new AbortController();
  const onProgress = (step: string): void => {
    if (step === 'trying WhatsApp') controller.abort();
  };
  const report = await runConformance({ ...access(emulator), office, signal: controller.signal, onProgress });
  expect(report.interrupted).toBe(true);
  expect(report.operations.find(({ name }) => name === 'chromium.start')?.why).toBe(
    'The run was interrupted.',
  );
  for (const list of ['employees', 'files', 'env', 'extensions', 'backups', 'delegates']) {
    expect(await read(emulator, `/${office}/${list}`)).toEqual([]);
  }
  await emulator.close();
});

test('error: says when the platform does not accept the key, or does not have the office', async () => {
  const { emulator } = await startPlanted();
  const runConformance = await quickConformance();
  const wrong = { ...access(emulator), apiKey: 'mi_emulator_wrong' };
  await expect(runConformance(wrong)).rejects.toMatchObject({ code: 'platform_unusable' });
  const lost = { ...access(emulator), office: 'none' };
  await expect(runConformance(lost)).rejects.toMatchObject({
    code: 'platform_unusable',
    message: /office none: status 404/,
  });
  await expect(runConformance({ ...access(emulator), endpoint: 'x' })).rejects.toMatchObject({
    code: 'invalid_argument',
  });
  await emulator.close();
});
