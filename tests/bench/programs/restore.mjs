// Takes snapshots of 10,000 tasks with their 10,000 events, and restores them: after one task was added, and after a reset. Prints the
// medians in ms, in memory and in a data folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { median } from '../support/compare.mjs';

const ROUNDS = 5;

async function figures(data) {
  const emulator = await startEmulator({ brain: 'none', data });
  const { control } = emulator;
  const tasks = Array.from({ length: 10_000 }, (_, number) => ({
    title: `Task ${number}`,
    description: 'x'.repeat(100),
  }));
  await control.seed({ offices: [{ name: 'bench', tasks }] });
  const took = { snapshot: [], changed: [], emptied: [] };
  const time = async (name, work) => {
    const begun = performance.now();
    await work();
    took[name].push(performance.now() - begun);
  };
  for (let round = 0; round < ROUNDS; round++) {
    await time('snapshot', () => control.snapshot('full'));
    await control.seed({ offices: [{ name: 'bench', tasks: [{ title: `Added ${round}` }] }] });
    await time('changed', () => control.restore('full'));
    await control.reset();
    await time('emptied', () => control.restore('full'));
  }
  await emulator.close();
  return Object.fromEntries(Object.entries(took).map(([name, times]) => [name, median(times)]));
}

const folder = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
try {
  console.log(JSON.stringify({ memory: await figures(), folder: await figures(join(folder, 'data')) }));
} finally {
  await rm(folder, { recursive: true });
}
