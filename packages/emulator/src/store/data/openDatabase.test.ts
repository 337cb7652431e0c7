import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWorld } from '../../testing/world.ts';
import { LAYOUT_VERSION } from './migrations.ts';

let data: string;
let file: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'mitosis-data-'));
  file = join(data, 'emulator.db');
});
afterEach(() => rm(data, { recursive: true, force: true }));

const start = () => startWorld({ data, brain: 'none' });
const failure = () =>
  start().then(
    async (world) => {
      await world.close();
      throw new Error('it started');
    },
    (error: unknown) => error,
  );

/** Runs SQL on the file of the folder, without the emulator. */
function sql<T>(work: (db: Driver.Database) => T): T {
  const db = new Driver(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
/** The file without SQLite's count of changes in its head, which grows when it is opened. */
async function content(): Promise<Buffer> {
  const bytes = await readFile(file);
  for (const at of [24, 92]) bytes.subarray(at, at + 4).fill(0);
  return bytes;
}
const versionOf = () =>
  sql((db) => (db.prepare('PRAGMA user_version').get([]) as { user_version: number }).user_version);

/** Starts the emulator with a little data, and returns the ids. */
async function fill(): Promise<{ officeId: string; taskId: string }> {
  const world = await start();
  const mi = world.owner;
  const { id: officeId } = await mi.offices.create({ name: 'acme' });
  await mi.employees.hire(officeId, { name: 'aria' });
  await mi.files.upload(officeId, 'a.txt', new TextEncoder().encode('text'));
  const { id: taskId } = await mi.tasks.create(officeId, { title: 'Audit' });
  await world.close();
  return { officeId, taskId };
}

describe('versions', () => {
  test('default: a new folder has the current version', async () => {
    await fill();
    expect(versionOf()).toBe(LAYOUT_VERSION);
  });

  test('behavior: the layout of the first emulator is migrated, and its rows are kept', async () => {
    const layout = await readFile(new URL('../../../test/earliestLayout.sql', import.meta.url), 'utf8');
    sql((db) => {
      db.exec(layout);
      db.exec(`INSERT INTO users VALUES ('u', 'ada@example.com', 1);
        INSERT INTO offices VALUES ('0b7cf4a3-7a55-4f0e-9d62-0b2ad4a2c001', 'acme', 'u', '{}', 's', 0, '64', '128Gi', 100, 'standard', 0, 1, NULL);
        INSERT INTO agents VALUES ('a', '0b7cf4a3-7a55-4f0e-9d62-0b2ad4a2c001', 'aria', '{"modelTier":"sonnet","modelProvider":"anthropic","role":"general"}', 'suspended', NULL, 0, 'k', NULL, 1, NULL, NULL, NULL, NULL, 7);
        INSERT INTO tasks VALUES ('t', '0b7cf4a3-7a55-4f0e-9d62-0b2ad4a2c001', 'Audit', NULL, 'general', 0, 'queued', 'aria', 1, NULL, NULL, NULL);
        INSERT INTO usage VALUES ('x', '0b7cf4a3-7a55-4f0e-9d62-0b2ad4a2c001', 'aria', 'task', NULL, 2, 3, 0, 0, 3, 1);`);
    });
    const world = await start();
    try {
      const mi = world.user(world.emulator.createUser('ada@example.com').apiKey);
      const [office] = await mi.offices.list();
      expect(office).toMatchObject({ name: 'acme' });
      const officeId = office?.id ?? '';
      expect(await mi.employees.list(officeId)).toMatchObject([{ name: 'aria' }]);
      expect(await mi.tasks.list(officeId)).toMatchObject([{ id: 't', assigned_to: 'aria' }]);
      expect(await mi.tasks.stats(officeId)).toMatchObject({ total: 1 });
      await mi.credits.add(officeId, { amount: 10, reason: 'for ben' });
      await mi.employees.hire(officeId, { name: 'ben' });
    } finally {
      await world.close();
    }
    expect(versionOf()).toBe(LAYOUT_VERSION);
    await (await start()).close();
  });

  test.each(['agents DROP COLUMN metered_at', 'tasks DROP COLUMN result', 'offices DROP COLUMN settings'])(
    'behavior: a folder without a number, with ALTER TABLE %s, works',
    async (change) => {
      const { officeId, taskId } = await fill();
      sql((db) => db.exec(`PRAGMA application_id = 0; PRAGMA user_version = 0; ALTER TABLE ${change}`));
      const world = await start();
      try {
        const mi = world.owner;
        expect(await mi.employees.list(officeId)).toMatchObject([{ name: 'aria' }]);
        expect(await mi.tasks.update(officeId, taskId, { assigned_to: 'aria' })).toMatchObject({
          assigned_to: 'aria',
        });
        expect(await mi.files.list(officeId)).toMatchObject([{ name: 'a.txt' }]);
      } finally {
        await world.close();
      }
    },
  );

  test('error: a folder of a later version is refused, and is left as it is', async () => {
    await fill();
    sql((db) => db.exec(`PRAGMA user_version = ${LAYOUT_VERSION + 1}`));
    const before = await readFile(file);
    const error = await failure();
    expect(error).toMatchObject({ name: 'MitosisError', code: 'data_too_new' });
    expect(String(error)).toContain(data);
    expect(error).toMatchObject({ hint: expect.stringContaining('Update @mitosislabs/emulator') });
    expect(await readFile(file)).toEqual(before);
  });

  test('error: a migration that fails leaves the data as it was', async () => {
    await fill();
    // A row that the table of the current layout refuses.
    sql((db) =>
      db.exec(`PRAGMA foreign_keys = OFF; PRAGMA user_version = 0; PRAGMA application_id = 0;
        CREATE TABLE copy AS SELECT * FROM hires; DROP TABLE hires; ALTER TABLE copy RENAME TO hires;
        ALTER TABLE hires ADD COLUMN more TEXT; INSERT INTO hires (office_id, at) VALUES (NULL, 'noon');`),
    );
    const rows = () => sql((db) => db.prepare('SELECT * FROM hires').all([]));
    const before = rows();
    const error = await failure();
    expect(error).toMatchObject({ code: 'data_not_migrated' });
    expect(String(error)).toContain(data);
    expect(rows()).toEqual(before);
    expect(versionOf()).toBe(0);
  });
});

describe('damage', () => {
  const damages: [name: string, damage: () => Promise<unknown>][] = [
    ['an empty file', () => truncate(file, 0)],
    ['a file of one byte', () => truncate(file, 1)],
    ['half of the file', async () => truncate(file, Math.floor((await stat(file)).size / 2))],
    ['a file without its last byte', async () => truncate(file, (await stat(file)).size - 1)],
    ['a file without its last page', async () => truncate(file, (await stat(file)).size - 4096)],
    ['a page size of 0', async () => writeFile(file, (await readFile(file)).fill(0, 16, 18))],
    ['other bytes', () => writeFile(file, 'not a database, but as long as one page would be '.repeat(100))],
    [
      'zeros in the middle',
      async () => {
        const bytes = await readFile(file);
        await writeFile(file, bytes.fill(0, 4096, 5 * 4096));
      },
    ],
  ];
  test.each(damages)('error: %s is named, with the folder and the way out', async (_, damage) => {
    await fill();
    await damage();
    const before = await content();
    const error = await failure();
    expect(error).toMatchObject({ name: 'MitosisError', code: 'data_damaged' });
    expect(String(error)).toContain(data);
    expect(error).toMatchObject({ hint: expect.stringMatching(/delete the folder to start over/) });
    expect(await content()).toEqual(before);
  });

  test('error: a folder in place of the file is named', async () => {
    await mkdir(file);
    expect(await failure()).toMatchObject({
      code: 'data_unreadable',
      hint: expect.stringContaining('Remove it'),
    });
  });

  test('error: a table without a column that is used is damaged', async () => {
    await fill();
    sql((db) => db.exec('ALTER TABLE tasks DROP COLUMN title'));
    expect(await failure()).toMatchObject({
      code: 'data_damaged',
      message: `The emulator's data in ${data} is damaged: the table tasks has no column title.`,
    });
  });

  test('behavior: a file that others can read is made private again', async () => {
    await fill();
    await chmod(file, 0o666);
    await (await start()).close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("error: another program's database is not touched", async () => {
    sql((db) => db.exec('CREATE TABLE notes (text TEXT); PRAGMA user_version = 3'));
    const before = await readFile(file);
    expect(await failure()).toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining('another program'),
    });
    expect(await readFile(file)).toEqual(before);
  });

  test.each([
    { seed: { offices: [{ name: 'acme', color: 'red' }] } as never },
    { hireLimit: { count: -1 } },
    { readyAfterMs: Number.NaN },
    { jwtSecret: 'short' },
  ])('error: the option %j is refused before the folder is made', async (option) => {
    const folder = join(data, 'new');
    await expect(startWorld({ ...option, data: folder })).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(await readdir(data)).toEqual([]);
  });

  test('behavior: a folder whose start failed can be used afterwards, and holds nothing more', async () => {
    await mkdir(file);
    await failure();
    await rm(file, { recursive: true });
    await (await start()).close();
    expect(await readdir(data)).toEqual(['emulator.db']);
  });
});
