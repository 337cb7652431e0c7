import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Runs `pnpm derive:assumptions` on a copy of `assumptions.ts`. */
function derive(assumptions: object[]): { before: string; after: string; printed: string } {
  const folder = mkdtempSync(join(tmpdir(), 'derive-'));
  try {
    const [report, copy] = [join(folder, 'report.json'), join(folder, 'assumptions.ts')];
    const source = fileURLToPath(new URL('../assumptions.ts', import.meta.url));
    copyFileSync(source, copy);
    const startedAt = '2030-01-02T03:04:05Z';
    writeFileSync(report, JSON.stringify({ format: 'mitosis-conformance/1', startedAt, assumptions }));
    const script = join(root, 'derive/assumptions.ts');
    const printed = execFileSync(process.execPath, ['--import', 'tsx', script, report, copy], {
      cwd: root,
      encoding: 'utf8',
    });
    return { before: readFileSync(source, 'utf8'), after: readFileSync(copy, 'utf8'), printed };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('default: changes exact values only, keeps the rest, and lists what a person must decide', () => {
  const differs = { outcome: 'differs', certain: true };
  const { before, after, printed } = derive([
    { ...differs, name: 'INITIAL_CREDITS', observed: 500 },
    { ...differs, name: 'PRICES.hire', observed: 7.5 },
    { ...differs, name: 'HIRE_LIMIT.windowMs', observed: 300_000 },
    { ...differs, name: 'DEFAULT_MODEL.tier', observed: "o'pus" },
    { ...differs, name: 'MODELS', observed: [] },
    { ...differs, name: 'PAGE.most', observed: 2_000, certain: false },
    { ...differs, name: 'NOT_ONE', observed: 1 },
    { outcome: 'holds', certain: true, name: 'PAGE.usual', observed: 50 },
  ]);
  expect(after).toContain('export const INITIAL_CREDITS = 500;');
  expect(after).toMatch(/hire: 7\.5\b/);
  expect(after).toMatch(/windowMs: 300_000\b/);
  expect(after).toContain("tier: 'o\\'pus'");
  expect(after.match(/\(O\) Observed on a live platform, 2030-01-02\./g)).toHaveLength(4);
  // All other lines are as they were.
  const old = before.split('\n');
  const changed = after.split('\n').filter((line) => !old.includes(line));
  expect(changed.length).toBeLessThanOrEqual(6);
  expect(after.split('\n')).toHaveLength(old.length);
  expect(printed).toContain('PAGE.most: 2000 (the report is not certain of the value)');
  expect(printed).toContain('MODELS: [] (not a number, a text or a boolean)');
  expect(printed).toContain('NOT_ONE: 1 (no such assumption)');
});

test('behavior: changes nothing when nothing differs', () => {
  const { before, after, printed } = derive([{ outcome: 'holds', name: 'PAGE.usual', observed: 50 }]);
  expect(after).toBe(before);
  expect(printed).toBe('nothing differs\n');
});
