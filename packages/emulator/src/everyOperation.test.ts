import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import Driver from 'libsql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Database } from './store/Database.ts';
import { tablesOf } from './store/tables/tables.ts';
import { entries } from './testing/everyOperation/entries.ts';
import type { Entry, Stage } from './testing/everyOperation/Stage.ts';
import { tryByContract } from './testing/everyOperation/tryByContract.ts';
import { unknownField } from './testing/everyOperation/unknownField.ts';
import { type Exchange, startWorld, type World } from './testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);
let exchanges: Exchange[] = [];
let checked: string[] = [];
let surprises: string[] = [];
/** The statements that were prepared. */
const statements = new Set<string>();

beforeAll(async () => {
  const { prepare } = Driver.prototype;
  vi.spyOn(Driver.prototype, 'prepare').mockImplementation(function (this: Driver.Database, sql) {
    statements.add(sql);
    return prepare.call(this, sql);
  });
  const options = { brain: 'none', now: () => time } as const;
  world = await startWorld(options, {
    exchange: (exchange) => exchanges.push(exchange),
    answer: ({ name, output }, answer) => {
      checked.push(name);
      const field = output && unknownField(output, answer);
      if (field !== undefined) surprises.push(`${name}: ${field}`);
    },
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world?.close();
});

/** An office of its own, with aria in it. */
async function stageOf(): Promise<Stage> {
  const id = await world.officeWith('aria');
  const pass = (ms: number): void => {
    time += ms;
  };
  return { world, id, owner: world.owner, aria: world.as(id, 'aria'), pass };
}

const groups: Readonly<Record<string, Group>> = contract;
const tried: Readonly<Record<string, Readonly<Record<string, Entry | undefined>> | undefined>> = entries;
const endpoints: Endpoint[] = Object.values(groups).flatMap((group) => Object.values(group));

describe('every operation of the contract', () => {
  test.each(endpoints)('default: $name succeeds, and its effect can be read', async (endpoint) => {
    const { name, idempotency, side } = endpoint;
    const [group = '', method = ''] = name.split('.');
    const entry = tried[group]?.[method] ?? ((stage: Stage) => tryByContract(stage, endpoint));
    const stage = await stageOf();
    exchanges = [];
    checked = [];
    surprises = [];
    await entry(stage);
    const answered = exchanges.filter(({ status }) => status >= 200 && status < 300);
    const own = answered.filter(({ operation }) => operation === name);
    expect(own).not.toEqual([]);
    if (side === 'agent') expect(own.map(({ by }) => by)).toContain('agent');
    if (idempotency !== 'safe') {
      // Failures count here: that something is gone is read so.
      const after = exchanges.slice(exchanges.findIndex(({ operation }) => operation === name));
      expect(after.filter(({ operation }) => operation !== name)).not.toEqual([]);
    }
    if (endpoint.responseType === 'json') expect(checked).toContain(name);
    // Nothing came that the contract does not know.
    expect(surprises).toEqual([]);
  });

  test('behavior: calls only operations of the contract', () => {
    const names = Object.entries(tried).flatMap(([group, methods = {}]) =>
      Object.keys(methods).map((method) => `${group}.${method}`),
    );
    expect(endpoints.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  test.each([contract.tasks.get, contract.tasks.create, contract.tasks.log, contract.files.upload])(
    'behavior: $name succeeds as the contract describes it',
    async (endpoint) => {
      const stage = await stageOf();
      exchanges = [];
      await tryByContract(stage, endpoint);
      const own = exchanges.filter(({ operation }) => operation === endpoint.name);
      expect(own.map(({ status }) => Math.floor(status / 100))).toEqual([2]);
    },
  );

  test('behavior: finds a field that is not in the contract, at any depth', () => {
    const role = { name: 'a', permissions: ['b'] };
    const { output } = contract.roles.list;
    expect(unknownField(output, [role])).toBeUndefined();
    expect(unknownField(output, [role, { ...role, extra: 1 }])).toBe('1.extra');
  });
});

/** Tables that grow with use. An office has few rows in the others. */
const LARGE =
  /^(tasks|activity|messages|events|usage|ledger|files|file_changes|log_lines|callbacks|sessions|backups|idempotency|api_keys|users|transfers)$/;

test('behavior: each list of a large table finds its rows by an index on all of its conditions', () => {
  const db = new Database();
  tablesOf(db);
  const wrong: string[] = [];
  let lists = 0;
  for (const sql of statements) {
    const [, table = '', conditions = ''] =
      /^SELECT [^(]*\* FROM (\w+) WHERE (.*) ORDER BY .* LIMIT \? OFFSET \?$/s.exec(sql) ?? [];
    // The last 1,000 changes of files are kept, and backups are listed whole.
    if (!LARGE.test(table) || /^(file_changes|backups)$/.test(table)) continue;
    lists++;
    const columns = conditions.split(' AND ').map((condition) => condition.split(' ')[0]);
    const values = Array.from(sql.match(/\?/g) ?? [], () => null);
    const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    const [search = ''] = plan
      .map(({ detail }) => detail)
      .filter((detail) => detail.startsWith(`SEARCH ${table} `));
    const isByKey = search.endsWith('_1 (id=?)');
    if (!isByKey && !columns.every((column) => new RegExp(`\\b${column}[=<>]`).test(search)))
      wrong.push(`${search}: ${sql}`);
  }
  db.close();
  expect(lists).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

test('behavior: no operation reads all rows of a large table, or sorts more rows than it returns', () => {
  const db = new Database();
  tablesOf(db);
  const wrong: string[] = [];
  for (const sql of statements) {
    if (!/^(SELECT|UPDATE|DELETE|INSERT)/.test(sql)) continue;
    const [, table = ''] = /\b(?:FROM|UPDATE) (\w+)/.exec(sql) ?? [];
    // The first row of all; the rows of one page.
    const isFew = (!sql.includes('WHERE') && sql.includes('LIMIT')) || sql.includes(' OVER (');
    const values = Array.from(sql.match(/\?/g) ?? [], () => null);
    for (const { detail } of db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)) {
      const [, scanned = ''] = /^SCAN (\w+)(?! USING COVERING)/.exec(detail) ?? [];
      const sorts = LARGE.test(table) && detail.includes('TEMP B-TREE FOR ORDER BY');
      if (!isFew && (LARGE.test(scanned) || sorts)) wrong.push(`${detail}: ${sql}`);
    }
  }
  db.close();
  expect(statements.size).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
