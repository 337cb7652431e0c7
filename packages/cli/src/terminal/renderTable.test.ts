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

  test('behavior: the texts are cut to what the terminal has, everything else is whole', () => {
    const rows = [
      [ID, 'Audit every invoice of the first quarter', 'done'],
      [ID, '世界'.repeat(20), 'queued'],
      [ID, '👩‍👩‍👧'.repeat(500), 'queued'],
      [ID, 'short', 'queued'],
    ];
    const lines = renderTable(headings, rows, { width: 70, text: 1 }).split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(70);
    expect(lines[1]).toBe(`${ID}  Audit every invoice of…  done`);
    expect(lines[2]).toBe(`${ID}  ${'世界'.repeat(5)}世…  queued`);
    expect(lines[3]).toBe(`${ID}  ${'👩‍👩‍👧'.repeat(11)}…  queued`);
    expect(lines[4]).toBe(`${ID}  short                    queued`);
  });

  test('behavior: where there is no room at all, some of the text stays', () => {
    const [, line] = renderTable(headings, [[ID, 'x'.repeat(100), 'done']], { width: 20, text: 1 }).split(
      '\n',
    );
    expect(line).toBe(`${ID}  ${'x'.repeat(11)}…  done`);
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
        for (const fit of [undefined, { width: 80, text: 1 }]) renderTable(headings, [row], fit);
      }
      // Far below quadratic time; not a measure of speed.
      expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
    },
  );

  test('behavior: a cell that is enormous does not fill the other rows with spaces', () => {
    const rows = [['x'.repeat(100_000), 'a', 'b'], ...Array.from({ length: 100 }, () => ['y', 'a', 'b'])];
    expect(renderTable(headings, rows).length).toBeLessThan(130_000);
  });

  test('behavior: a terminal has its width, JSON has everything', async () => {
    const name = 'a very long name '.repeat(10);
    await using server = await platform({ 'GET /api/v1/offices': [200, [office(name, ID)]] });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const running = home.start(['offices', 'list'], { tty: true });
    running.stdout.columns = 90;
    const { stdout } = await running.outcome;
    expect(stdout).toContain('  a very long name a very long…  2026');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(90);
    expect(JSON.parse((await home.mi(['offices', 'list', '--json'], { tty: true })).stdout)[0].name).toBe(
      name,
    );
  });
});
