import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { renderTable } from './renderTable.ts';

const ID = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const headings = ['ID', 'TITLE', 'STATUS'];

describe('renderTable', () => {
  test('default: as wide as its cells', () => {
    expect(renderTable(headings, [[ID, 'Audit', 'done']])).toBe(
      `ID                                    TITLE  STATUS\n${ID}  Audit  done`,
    );
  });

  test('behavior: the widest cells are cut to the terminal width; ids are not', () => {
    const rows = [
      [ID, 'Audit every invoice of the first quarter', 'done'],
      [ID, '世界'.repeat(20), 'queued'],
      [ID, '👩‍👩‍👧'.repeat(500), 'queued'],
      [ID, 'short', 'queued'],
    ];
    const lines = renderTable(headings, rows, { width: 70, kinds: ['id', 'text', 'text'] }).split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(70);
    expect(lines[1]).toMatch(new RegExp(`^${ID}  Audit every invoice of… +done$`));
    expect(lines[2]).toMatch(new RegExp(`^${ID}  ${'世界'.repeat(5)}世… +queued$`));
    expect(lines[3]).toMatch(new RegExp(`^${ID}  ${'👩‍👩‍👧'.repeat(11)}… +queued$`, 'u'));
    expect(lines[4]).toMatch(new RegExp(`^${ID}  short +queued$`));
  });

  test.each([40, 50, 60, 80, 120, 200])('behavior: any table fits %d columns', (width) => {
    const names = ['ID', 'NAME', 'STATUS', 'COUNT', 'CREATED', 'MESSAGE'];
    const rows = [
      [ID, '世界'.repeat(20), 'queued', '123456', '2026-01-02T03:04:05Z', 'x'.repeat(300)],
      [ID, 'a', 'running', '7', '2026-01-02T03:04:05Z', 'y'],
    ];
    for (const kinds of [
      [],
      ['id', 'text', 'text', 'number', 'text', 'text'],
      Array(6).fill('id'),
    ] as const) {
      const lines = renderTable(names, rows, { width, kinds: [...kinds] }).split('\n');
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test('behavior: an id is cut only when everything else is narrow', () => {
    const rows = [[ID, 'a long title of a task', 'completed']];
    const kinds = ['id', 'text', 'text'] as const;
    expect(renderTable(headings, rows, { width: 56, kinds })).toContain(ID);
    expect(renderTable(headings, rows, { width: 40, kinds })).toContain(
      `${ID.slice(0, 19)}…  a long…   complet…`,
    );
  });

  test('behavior: numbers stand on the right', () => {
    const lines = renderTable(
      ['NAME', 'SIZE'],
      [
        ['a', '1 B'],
        ['b', '1.5 kB'],
      ],
      { kinds: ['text', 'number'] },
    );
    expect(lines).toBe('NAME    SIZE\na        1 B\nb     1.5 kB');
  });

  test.each(['a', '世', '🇩🇪', '👩‍', 'a\u0301', '\ud800'])(
    'behavior: a name of 50,000 times %j takes no time',
    (piece) => {
      const cell = piece.repeat(50_000 / piece.length);
      const before = process.cpuUsage();
      for (const row of [
        [cell, 'Audit', 'done'],
        [ID, cell, 'done'],
      ]) {
        for (const layout of [undefined, { width: 80 }]) renderTable(headings, [row], layout);
      }
      // Far below quadratic time; not a measure of speed.
      expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
    },
  );

  test('behavior: a cell that is enormous does not fill the other rows with spaces', () => {
    const rows = [['x'.repeat(100_000), 'a', 'b'], ...Array.from({ length: 100 }, () => ['y', 'a', 'b'])];
    expect(renderTable(headings, rows).length).toBeLessThan(130_000);
  });

  test('behavior: terminal output fits the width; JSON is complete', async () => {
    const name = 'a very long name '.repeat(10);
    await using server = await platform({ 'GET /api/v1/offices': [200, [office(name, ID)]] });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const running = home.start(['offices', 'list'], { tty: true });
    running.stdout.columns = 90;
    const { stdout } = await running.outcome;
    expect(stdout).toContain('  a very long name a very long name a ver…  2026-01-02');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(90);
    expect(JSON.parse((await home.mi(['offices', 'list', '--json'], { tty: true })).stdout)[0].name).toBe(
      name,
    );
  });
});
