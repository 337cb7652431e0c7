import { createHash, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { connectControl } from '../control.ts';
import { failure, startWorld, until, type World } from '../testing/world.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.close())));

async function start(options: Parameters<typeof startWorld>[0] = { brain: 'none' }): Promise<World> {
  const world = await startWorld(options);
  worlds.push(world);
  return world;
}

/** An emulator with something in most tables. */
async function full(): Promise<World> {
  const world = await start();
  const { owner } = world;
  const id = await world.officeWith('aria', 'bo');
  await owner.tasks.create(id, { title: 'Ünïcode \u0001 \u2028', priority: 1.5, assigned_to: 'aria' });
  await owner.files.upload(
    id,
    'bytes',
    Uint8Array.from({ length: 1000 }, (_, index) => index % 256),
  );
  await owner.files.upload(id, 'empty', new Uint8Array());
  await owner.env.set(id, { NAME: 'value' });
  await owner.xmtp.send(id, { agent_id: 'aria', content: 'hello' });
  await owner.credits.add(id, { amount: 0.1, reason: 'more' });
  await owner.xmtp.createGroup(id, { members: ['aria', 'bo'], name: 'both' });
  await owner.employees.delete(id, 'bo');
  return world;
}

describe('export and import', () => {
  test('default: an exported state, imported elsewhere, is exported with equal bytes', async () => {
    const first = await full();
    const exported = await first.emulator.control.export();
    const second = await start();
    await second.office('other');
    await second.emulator.control.import(exported);
    expect(Buffer.compare(await second.emulator.control.export(), exported)).toBe(0);
    // Again over HTTP, into an emulator whose agents run.
    const third = await start({});
    const { endpoint, controlToken } = third.emulator;
    const control = connectControl({ endpoint, token: controlToken });
    await control.import(exported);
    const offices = await third.owner.offices.list();
    expect(offices).toEqual(await first.owner.offices.list());
    const [{ id } = { id: '' }] = offices;
    expect(await third.owner.tasks.list(id)).toEqual(await first.owner.tasks.list(id));
    const bytes = await (await third.owner.files.download(id, 'bytes')).arrayBuffer();
    expect(new Uint8Array(bytes)).toEqual(Uint8Array.from({ length: 1000 }, (_, index) => index % 256));
    expect(Buffer.from(third.emulator.agentKey(id, 'aria'))).toEqual(
      Buffer.from(first.emulator.agentKey(id, 'aria')),
    );
    // Its agent runs, and answers what was written before.
    await until(
      () => third.owner.xmtp.getConversationMessages(id, 'aria'),
      (messages) => messages.some(({ from_agent }) => from_agent === 'aria'),
    );
  });

  test('behavior: the key of the run stays valid, and keys of the replaced state do not', async () => {
    const first = await full();
    const exported = await first.emulator.control.export();
    const known = first.emulator.createUser('known@mitosis.test');
    const both = await first.emulator.control.export();
    const second = await start();
    await second.emulator.control.import(both);
    expect(second.emulator.user).toEqual(first.emulator.user);
    expect(await second.emulator.control.info()).toMatchObject({ user: first.emulator.user });
    expect(await second.owner.offices.list()).toHaveLength(1);
    expect(await second.user(known.apiKey).offices.list()).toEqual([]);
    expect(await failure(second.user(first.emulator.apiKey).offices.list())).toMatchObject({ status: 401 });
    await second.emulator.control.import(exported);
    expect(await failure(second.user(known.apiKey).offices.list())).toMatchObject({ status: 401 });
    expect(await second.owner.offices.list()).toHaveLength(1);
  });

  test('behavior: the export after a restore equals the one after the snapshot', async () => {
    const { emulator, owner } = await full();
    const exported = await emulator.control.export();
    await emulator.control.snapshot('start');
    const [{ id } = { id: '' }] = await owner.offices.list();
    await owner.tasks.create(id, { title: 'more' });
    await owner.files.upload(id, 'more', new Uint8Array(1));
    await emulator.control.restore('start');
    expect(Buffer.compare(await emulator.control.export(), exported)).toBe(0);
  });

  test('error: refuses a state of a later version, and changes nothing', async () => {
    const { emulator, owner } = await full();
    const [head = '', ...lines] = Buffer.from(await emulator.control.export())
      .toString()
      .split('\n');
    const later = [JSON.stringify({ ...JSON.parse(head), version: 99 }), ...lines].join('\n');
    await expect(emulator.control.import(Buffer.from(later))).rejects.toMatchObject({
      code: 'export_too_new',
      message: expect.stringContaining('version 99'),
      hint: expect.stringContaining('Update'),
    });
    expect(await owner.offices.list()).toHaveLength(1);
  });

  test('error: refuses damaged states of every kind, and changes nothing', async () => {
    const { emulator, owner } = await full();
    const exported = Buffer.from(await emulator.control.export());
    const flipped = Buffer.from(exported);
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 1;
    const damaged = [
      Buffer.alloc(0),
      Buffer.from('garbage'),
      Buffer.from('{"format":"other"}\n'),
      Buffer.from('null\n'),
      Buffer.from([0xff, 0xfe, 10, 0]),
      exported.subarray(0, exported.length - 1),
      exported.subarray(0, exported.length / 2),
      exported.subarray(0, 10),
      Buffer.concat([exported, Buffer.from('x')]),
      flipped,
      // With a hash that is right, and content that is not.
      rehashed(exported, (lines) => lines.slice(0, 5)),
      rehashed(exported, (lines) => [...lines, '{"table":"sqlite_schema","columns":["sql"]}', '["x"]']),
      rehashed(exported, (lines) => [...lines, '[1]']),
      rehashed(exported, (lines) => [...lines, 'not JSON']),
      rehashed(exported, (lines) => ['["before all tables"]', ...lines]),
      rehashed(exported, (lines) =>
        lines.map((line) => line.replace('"name","owner_id"', '"name); --","x"')),
      ),
      rehashed(exported, (lines) =>
        lines.map((line) => line.replaceAll(':null', ':{"a":1}').replace(/,1000,/, ',"many",')),
      ),
      rehashed(exported, (lines) =>
        lines.map((line) => line.replaceAll(/"dev@mitosis\.test",\d+/g, 'null,true')),
      ),
      // A row without its office.
      rehashed(exported, (lines) => lines.filter((line) => !line.includes('"standard"'))),
    ];
    for (const bytes of damaged) {
      await expect(emulator.control.import(bytes)).rejects.toMatchObject({ code: 'export_invalid' });
      expect(Buffer.compare(await emulator.control.export(), exported)).toBe(0);
    }
    expect(await owner.offices.list()).toHaveLength(1);
  });

  test('error: refuses rows that fit their tables and that no response can show, and names them', async () => {
    const world = await full();
    const { emulator, owner } = world;
    const [{ id } = { id: '' }] = await owner.offices.list();
    await owner.delegates.create(id, 'aria', { permissions: ['tasks:list'] });
    await owner.employees.action(id, 'aria', { action: 'backup' });
    await owner.extensions.register(id, { name: 'board', manifest: { a: 1 } });
    await owner.extensions.marketplacePublish({ id: 'shared', name: 'Shared', manifest: { a: 1 } });
    await world.as(id, 'aria').callbacks.podEvent(id, { type: 'note', payload: { a: 1 } });
    await owner.files.setPermissions(id, 'bytes', { agent_name: 'aria', access: 'read' });
    await owner.chromium.start(id);
    await owner.transfer.prepare(id);
    const exported = Buffer.from(await emulator.control.export());
    const [, ...lines] = exported.toString().trimEnd().split('\n');
    const found = new Set<string>();
    let table = '';
    let columns: string[] = [];
    let row = 0;
    for (const [at, line] of lines.entries()) {
      const values = JSON.parse(line);
      if (!Array.isArray(values)) {
        ({ table, columns } = values);
        row = 0;
        continue;
      }
      row++;
      for (const [index, value] of values.entries()) {
        const broken = brokenValue(columns[index] ?? '', value);
        // A kept response is sent as it is.
        if (
          broken === undefined ||
          (table === 'idempotency' && columns[index] === 'body') ||
          found.has(`${table}.${columns[index]}`)
        )
          continue;
        found.add(`${table}.${columns[index]}`);
        const changed = JSON.stringify(values.map((known, place) => (place === index ? broken : known)));
        const bytes = rehashed(exported, (all) =>
          all.map((known, place) => (place === at ? changed : known)),
        );
        await expect(emulator.control.import(bytes)).rejects.toMatchObject({
          code: 'export_invalid',
          message: expect.stringContaining(`row ${row} of ${table} has a ${columns[index]} `),
        });
      }
    }
    expect(Buffer.compare(await emulator.control.export(), exported)).toBe(0);
    expect([...found].filter((name) => !/_at$/.test(name)).sort()).toMatchInlineSnapshot(`
      [
        "activity.metadata",
        "agents.phase",
        "agents.spec",
        "backups.spec",
        "callbacks.payload",
        "chromium.status",
        "delegates.permissions",
        "events.data",
        "extensions.manifest",
        "file_changes.type",
        "file_permissions.access",
        "idempotency.status",
        "marketplace.manifest",
        "offices.settings",
        "tasks.status",
        "transfers.status",
      ]
    `);
  });

  test('error: refuses anything but bytes', async () => {
    const { emulator } = await start();
    for (const wrong of ['text', 7, null, {}, [1]]) {
      await expect(emulator.control.import(wrong as unknown as Uint8Array)).rejects.toMatchObject({
        code: 'invalid_argument',
      });
    }
  });
});

/** A value of the same type that no response can show: for JSON, for words, and for times. */
function brokenValue(column: string, value: unknown): unknown {
  if (typeof value === 'string' && /^[{[]/.test(value)) return '{';
  if (typeof value === 'number' && column === 'status') return 99_999;
  if (/^(phase|status|access)$/.test(column) || value === 'upload') return 'odd';
  return typeof value === 'number' && /_at$/.test(column) ? 9e15 : undefined;
}

/** A state with other lines, and their hash. */
function rehashed(exported: Buffer, change: (lines: string[]) => string[]): Buffer {
  const [head = '', ...lines] = exported.toString().trimEnd().split('\n');
  const rest = `${change(lines).join('\n')}\n`;
  const sha256 = createHash('sha256').update(rest).digest('hex');
  return Buffer.from(`${JSON.stringify({ ...JSON.parse(head), sha256 })}\n${rest}`);
}

describe('reset', () => {
  test('default: returns to the state after a start; the first user and its key stay', async () => {
    const { emulator, owner, user } = await full();
    const { id } = emulator.user;
    const extra = emulator.createUser(emulator.user.email);
    await emulator.control.setLimits({ initialCredits: 7 });
    await emulator.control.snapshot('before');
    await emulator.control.reset();
    expect(await owner.offices.list()).toEqual([]);
    expect(emulator.user.id).toBe(id);
    expect(await failure(user(extra.apiKey).offices.list())).toMatchObject({ status: 401 });
    expect(await emulator.control.limits()).toMatchObject({ initialCredits: 1000 });
    const office = await owner.offices.create({ name: randomUUID() });
    expect((await owner.extensions.marketplaceList()).map(({ id: known }) => known)).toContain('kanban');
    await emulator.control.restore('before');
    expect(await failure(owner.offices.get(office.id))).toMatchObject({ status: 404 });
    expect(await owner.offices.list()).toHaveLength(1);
  });
});
