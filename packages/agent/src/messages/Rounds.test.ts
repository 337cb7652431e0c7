import { expect, test } from 'vitest';
import { Rounds } from './Rounds.ts';

test('default: reads each conversation, quiet ones less often, with a limit at once', () => {
  const rounds = new Rounds();
  const ids = Array.from({ length: 100 }, (_, n) => `group ${n}`);
  const reads = new Map<string, number>();
  let most = 0;
  for (let round = 0; round < 240; round++) {
    rounds.heard('group 7');
    const chosen = rounds.choose(ids, 10);
    most = Math.max(most, chosen.length);
    for (const id of chosen) reads.set(id, (reads.get(id) ?? 0) + 1);
  }
  expect(most).toBe(10);
  expect(reads.size).toBe(100);
  const quiet = ids.filter((id) => id !== 'group 7').map((id) => reads.get(id) ?? 0);
  expect(Math.min(...quiet)).toBeGreaterThanOrEqual(19);
  expect(Math.max(...quiet)).toBeLessThanOrEqual(26);
});
