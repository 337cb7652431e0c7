import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectControl } from '../../control.ts';
import { startEmulator } from '../../startEmulator.ts';
import { failure, startWorld, until, type World } from '../../testing/world.ts';
import { readSeedFile } from './readSeedFile.ts';
import type { Seed } from './Seed.ts';

const PRIVATE_KEY = '11'.repeat(32);
const ID = '00000000-0000-4000-8000-000000000001';
const seed: Seed = {
  users: [{ email: 'Ada@Mitosis.test', apiKey: 'mi_emulator_ada' }, { email: 'bob@mitosis.test' }],
  offices: [
    {
      name: 'acme',
      id: ID,
      owner: 'ada@mitosis.test',
      credits: 12.5,
      agents: [
        { name: 'aria', privateKey: PRIVATE_KEY, role: 'researcher', hire: { skills: ['search'] } },
        { name: 'bo', phase: 'suspended' },
        { name: 'cy' },
        { name: 'di' },
        { name: 'ed', phase: 'provisioning' },
      ],
      tasks: [
        { title: 'queued' },
        { title: 'running', status: 'running', assignedTo: 'aria', priority: 2 },
        { title: 'completed', status: 'completed', result: 'done', assignedTo: 'aria' },
        { title: 'failed', status: 'failed', error: 'no', description: 'text' },
      ],
      files: { 'a.txt': 'text ü', 'folder/b': { base64: 'AAEC' } },
      env: { key: 'k', value: 'v' },
      messages: [
        { from: 'user', to: 'aria', text: 'hello' },
        { from: 'aria', to: 'user', text: 'hi' },
        { from: 'aria', to: 'bo', text: 'to you' },
      ],
    },
    { name: 'empty' },
  ],
};

let world: World;
afterEach(() => world?.close());

describe('seed', () => {
  test('default: creates all that it names', async () => {
    world = await startWorld({ brain: 'none', readyAfterMs: 86_400_000 });
    const { control, user } = world.emulator;
    const { users, offices } = await control.seed(seed);
    expect(users['Ada@Mitosis.test']?.apiKey).toBe('mi_emulator_ada');
    expect(offices['acme']).toMatchObject({ id: ID, agentKeys: { aria: PRIVATE_KEY } });
    const ada = world.user('mi_emulator_ada');
    expect(await ada.offices.list()).toMatchObject([{ id: ID, name: 'acme' }]);
    expect(await world.owner.offices.list()).toMatchObject([{ name: 'empty', owner_id: user.id }]);
    expect((await ada.credits.balance(ID)).balance).toBe(12.5);
    const agents = await ada.employees.list(ID);
    expect(agents.map(({ name, status }) => [name, status.phase])).toEqual([
      ['aria', 'ready'],
      ['bo', 'suspended'],
      ['cy', 'ready'],
      ['di', 'ready'],
      ['ed', 'provisioning'],
    ]);
    expect(agents[0]).toMatchObject({ role: 'researcher', skills: ['search'] });
    const tasks = await ada.tasks.list(ID);
    expect(tasks).toMatchObject([
      { title: 'queued', status: 'queued', priority: 0 },
      { title: 'running', status: 'running', assigned_to: 'aria', priority: 2 },
      { title: 'completed', status: 'completed', result: 'done' },
      { title: 'failed', status: 'failed', error: 'no', description: 'text' },
    ]);
    expect(offices['acme']?.tasks).toEqual(Object.fromEntries(tasks.map(({ title, id }) => [title, id])));
    expect(await (await ada.files.download(ID, 'a.txt')).text()).toBe('text ü');
    const bytes = await (await ada.files.download(ID, 'folder/b')).arrayBuffer();
    expect(new Uint8Array(bytes)).toEqual(Uint8Array.of(0, 1, 2));
    expect(await ada.env.values(ID)).toEqual({ key: 'k', value: 'v' });
    const messages = await ada.xmtp.getConversationMessages(ID, 'aria');
    expect(messages.map(({ content }) => content)).toEqual(['hello', 'hi']);
    // Three hires are not counted: three more are allowed, though only one fits the price.
    await ada.employees.hire(ID, { name: 'fay' });
    // The agent signs with its fixed key.
    const aria = world.as(ID, 'aria', new Uint8Array(Buffer.from(PRIVATE_KEY, 'hex')));
    expect(await aria.tasks.list(ID)).toHaveLength(4);
  });

  test('behavior: a repeated seed changes nothing, and adds what is missing', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const { users: _, ...rest } = seed;
    const first = await control.seed(seed);
    const exported = await control.export();
    const again = await control.seed(rest);
    expect(again.offices).toEqual(first.offices);
    expect(Buffer.compare(await control.export(), exported)).toBe(0);
    const [acme] = seed.offices ?? [];
    const more = { ...acme, name: 'acme', tasks: [...(acme?.tasks ?? []), { title: 'more' }] };
    await control.seed({ offices: [more] });
    expect(await world.user('mi_emulator_ada').tasks.list(ID)).toHaveLength(5);
  });

  test('behavior: seeds over HTTP, and agents that are ready answer', async () => {
    world = await startWorld();
    const { endpoint, controlToken } = world.emulator;
    const control = connectControl({ endpoint, token: controlToken });
    const { offices } = await control.seed({ offices: [{ name: 'acme', agents: [{ name: 'aria' }] }] });
    const id = offices['acme']?.id ?? '';
    await world.owner.xmtp.send(id, { agent_id: 'aria', content: 'hello' });
    const messages = await until(
      () => world.owner.xmtp.getConversationMessages(id, 'aria'),
      (all) => all.length > 1,
    );
    expect(messages[1]?.from_agent).toBe('aria');
    await expect(control.seed({ offices: [{ nam: 'x' } as never] })).rejects.toMatchObject({
      code: 'invalid_argument',
      argument: expect.stringMatching(/^seed\.offices\[0\]\.nam/),
    });
  });

  test('behavior: the option seeds at the start and after each reset', async () => {
    world = await startWorld({ brain: 'none', seed });
    const { emulator } = world;
    const before = emulator.seeded;
    expect(before.offices['acme']?.id).toBe(ID);
    await world.owner.offices.create({ name: 'more' });
    await emulator.control.reset();
    expect((await world.owner.offices.list()).map(({ name }) => name)).toEqual(['empty']);
    expect(await world.user('mi_emulator_ada').tasks.list(ID)).toHaveLength(4);
    expect(emulator.seeded.offices['acme']?.id).toBe(ID);
    expect(emulator.seeded.offices['empty']?.id).not.toBe(before.offices['empty']?.id);
  });

  test.each<[unknown, string]>([
    [7, 'seed must be an object, got a number.'],
    [[], 'seed must be an object, got a list.'],
    [{ offices: [{ name: 'a', files: ['x'] }] }, 'seed.offices[0].files must be an object, got a list.'],
    [{ office: [] }, 'seed.office is not allowed: the fields are $schema, users, offices.'],
    [{ offices: {} }, 'seed.offices must be a list, got an object.'],
    [{ offices: [{}] }, 'seed.offices[0].name is missing.'],
    [{ offices: [{ name: 'a', id: 'x' }] }, 'seed.offices[0].id must be a UUID in lower case, got text.'],
    [{ offices: [{ name: 'a', credits: -1 }] }, 'seed.offices[0].credits must be 0 or more, got -1.'],
    [
      { offices: [{ name: 'a', agents: [{ name: 'b', phase: 'gone' }] }] },
      'seed.offices[0].agents[0].phase must be one of ready, provisioning, suspended, got text.',
    ],
    [
      { offices: [{ name: 'a', agents: [{ name: 'b', hire: { skill: 1 } }] }] },
      'seed.offices[0].agents[0].hire.skill is not a field of employees.hire.',
    ],
    [
      { offices: [{ name: 'a', agents: [{ name: 'b', hire: { skills: 1 } }] }] },
      'seed.offices[0].agents[0].hire.skills must be',
    ],
    [
      { offices: [{ name: 'a', agents: [{ name: 'b' }, { name: 'b' }] }] },
      'seed.offices[0].agents[1].name must not be the same as that of seed.offices[0].agents[0].',
    ],
    [
      { offices: [{ name: 'a', agents: [{ name: 'b', privateKey: '0'.repeat(64) }] }] },
      'seed.offices[0].agents[0] is refused: privateKey',
    ],
    [{ offices: [{ name: 'a', agents: [{ name: 'admin-sdk' }] }] }, 'seed.offices[0].agents[0] is refused'],
    [
      { offices: [{ name: 'a', tasks: [{ title: 'b', assignedTo: 'zed' }] }] },
      'seed.offices[0].tasks[0] is refused: There is no agent named zed in this office.',
    ],
    [
      { offices: [{ name: 'a', tasks: [{ title: 'b', status: 'running' }] }] },
      'seed.offices[0].tasks[0].assignedTo is missing',
    ],
    [
      { offices: [{ name: 'a', tasks: [{ title: 'b', result: 'c' }] }] },
      'seed.offices[0].tasks[0].result must be absent: the task is queued, not completed.',
    ],
    [
      { offices: [{ name: 'a', files: { b: 7 } }] },
      'seed.offices[0].files.b must be a text, or an object with base64',
    ],
    [
      { offices: [{ name: 'a', files: { b: { base64: '%' } } }] },
      'seed.offices[0].files.b.base64 must be base64',
    ],
    [
      { offices: [{ name: 'a', files: { constructor: 'x' } }] },
      'seed.offices[0].files.constructor is not allowed',
    ],
    [
      { offices: [{ name: 'a', files: { '..': 'x' } }] },
      'seed.offices[0].files... is refused: The file has no name.',
    ],
    [
      { offices: [{ name: 'a', env: { PORT: 80 } }] },
      'seed.offices[0].env.PORT must be a text, got a number.',
    ],
    [{ offices: [{ name: 'a', env: { '1': 'x' } }] }, 'seed.offices[0].env.1 must be letters'],
    [
      { offices: [{ name: 'a', messages: [{ from: 'user', to: 'user', text: 'x' }] }] },
      'seed.offices[0].messages[0] is refused: from and to must differ.',
    ],
    [{ users: [{ email: 'x' }] }, 'seed.users[0].email must be an email address, got text.'],
    [{ users: [{ email: 'a@b.c', apiKey: 'mi_real' }] }, 'seed.users[0].apiKey must be mi_emulator_'],
    [{ users: [{ email: 'a@b.c' }, { email: 'A@b.c' }] }, 'seed.users[1].email must not be the same'],
  ])('error: refuses %j, and writes nothing', async (wrong, message) => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const before = await control.export();
    const good = { name: 'good', tasks: [{ title: 'good' }] };
    const offices = Reflect.get(Object(wrong), 'offices');
    const mixed = Array.isArray(offices) ? { offices: [...offices, good] } : wrong;
    await expect(control.seed(mixed as Seed)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(message),
    });
    expect(Buffer.compare(await control.export(), before)).toBe(0);
  });

  test('error: refuses ids and keys that belong to others', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    await control.seed(seed);
    const before = await control.export();
    for (const wrong of [
      { users: [{ email: 'eve@mitosis.test', apiKey: 'mi_emulator_ada' }] },
      { offices: [{ name: 'other', id: ID }] },
      { offices: [{ name: 'acme', id: ID }] },
      {
        offices: [
          {
            name: 'acme',
            owner: 'ada@mitosis.test',
            agents: [{ name: 'aria', privateKey: '22'.repeat(32) }],
          },
        ],
      },
    ]) {
      await expect(control.seed(wrong)).rejects.toMatchObject({ code: 'invalid_argument' });
      expect(Buffer.compare(await control.export(), before)).toBe(0);
    }
    expect(await failure(world.owner.offices.get(ID))).toMatchObject({ status: 403 });
  });
});

describe('readSeedFile', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'seed-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  test('default: reads JSON and YAML', async () => {
    expect(await readSeedFile(file('a.json', `\uFEFF${JSON.stringify(seed)}`))).toEqual(seed);
    const yaml = `# yaml-language-server: $schema=./seed.schema.json
offices:
  - name: acme
    credits: 5
    agents: [{ name: aria }]
    files:
      notes.md: |
        # Notes
`;
    expect(await readSeedFile(file('a.yaml', yaml))).toEqual({
      offices: [{ name: 'acme', credits: 5, agents: [{ name: 'aria' }], files: { 'notes.md': '# Notes\n' } }],
    });
    expect(await readSeedFile(file('empty.yml', '# nothing\n'))).toEqual({});
  });

  test.each([
    [
      'a.yaml',
      'offices:\n  - name: acme\n    agent: []\n',
      3,
      'offices[0].agent is not allowed: the fields are name, id,',
    ],
    ['a.yaml', '# first\n\noffices:\n  - agents: []\n', 4, 'offices[0].name is missing.'],
    [
      'a.yaml',
      'offices:\n  - name: a\n    files:\n      b.txt: x\n      c.d.txt: 5\n',
      5,
      'offices[0].files.c.d.txt must',
    ],
    [
      'a.yaml',
      'offices:\n  - name: a\n  - credits: 1\n    name: a\n',
      4,
      'offices[1].name must not be the same as that of offices[0].',
    ],
    [
      'a.yaml',
      'offices:\n  - name: a\n    credits: x\n',
      3,
      'offices[0].credits must be a number, got text.',
    ],
    [
      'a.json',
      '{\n "users": [],\n "offices": [\n {"name": "a",\n  "credits": -1}]}',
      5,
      'offices[0].credits must be 0 or more, got -1.',
    ],
    ['a.yaml', '- a\n', 1, 'it must be an object, got a list.'],
  ])('error: names the line, the field and what is allowed: %s %j', async (name, text, line, message) => {
    const path = file(name, text);
    await expect(readSeedFile(path)).rejects.toMatchObject({
      code: 'seed_invalid',
      message: expect.stringContaining(`${path}:${line}: ${message}`),
    });
  });

  test('error: names the line of what the state refuses: at the start, in process and over HTTP', async () => {
    const text =
      'users:\n  - email: a@b.test\n    apiKey: mi_emulator_1\n  - email: c@d.test\n    apiKey: mi_emulator_1\n';
    const path = file('office.yaml', text);
    const refusal = {
      code: 'seed_invalid',
      message: `${path}:4: users[1] is refused: apiKey is the key of another user.`,
    };
    const seed = await readSeedFile(path);
    await expect(startEmulator({ brain: 'none', seed })).rejects.toMatchObject(refusal);
    const emulator = await startEmulator({ brain: 'none' });
    const { endpoint, controlToken: token, control } = emulator;
    await expect(control.seed(seed)).rejects.toMatchObject(refusal);
    await expect(connectControl({ endpoint, token }).seed(seed)).rejects.toMatchObject(refusal);
    await expect(control.seed({ ...seed })).rejects.toMatchObject({ code: 'invalid_argument' });
    await emulator.close();
  });

  test('error: suggests the field that was meant', async () => {
    const path = file('office.yaml', 'offices:\n  - name: acme\n    agent: []\n');
    await expect(readSeedFile(path)).rejects.toMatchObject({ hint: 'Did you mean `agents`?' });
  });

  test.each([
    ['bad.json', '{\n"a" 1}', ':2:5: ', 'The file is not valid JSON: correct it there.'],
    ['bad.json', '{"offices": [],}', 'JSON', 'The file is not valid JSON: correct it there.'],
    ['bad.json', '', 'JSON', 'The file is not valid JSON: correct it there.'],
    ['bad.yaml', 'a:\n  - b\n c: [', ':3:', 'The file is not valid YAML: correct it there.'],
    [
      'bad.yaml',
      'a: 1\na: 2\n',
      ':2:1: Map keys must be unique',
      'The file is not valid YAML: correct it there.',
    ],
    [
      'bad.yaml',
      'offices: !!js/function x',
      ':1:10: Unresolved tag',
      'The file is not valid YAML: correct it there.',
    ],
    [
      'bad.yaml',
      'a: 1\n---\na: 2\n',
      ':2:1: A seed is one document, not several',
      'The file is not valid YAML: correct it there.',
    ],
  ])('error: says where the syntax of %s is wrong: %j', async (name, text, message, hint) => {
    const path = file(name, text);
    const error = await readSeedFile(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'seed_unreadable', hint });
    expect((error as Error).message).toContain(`${path}:`);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toMatch(/\n|:$/);
  });

  test('error: refuses aliases that grow without end', async () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [one, two] of ['ab', 'bc', 'cd', 'de', 'ef']) {
      levels.push(`${two}: &${two} [${Array(10).fill(`*${one}`).join(', ')}]`);
    }
    const error = await readSeedFile(file('bomb.yaml', levels.join('\n'))).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'seed_unreadable' });
  });

  test('error: a file that cannot be read', async () => {
    const hint = 'Name a JSON or YAML file that exists.';
    for (const [path, problem] of [
      [folder, 'is a folder.'],
      [join(folder, 'none.yaml'), 'does not exist.'],
    ] as const) {
      const message = `The seed file ${path} ${problem}`;
      await expect(readSeedFile(path)).rejects.toMatchObject({ code: 'seed_unreadable', message, hint });
    }
  });
});
