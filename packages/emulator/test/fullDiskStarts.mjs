// Starts emulators on a disk that is full, or nearly, and again when there is space. Prints the outcomes as JSON.
import { ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs';
import { startEmulator } from '../src/index.ts';

const [disk] = process.argv.slice(2);
const PAGE = Buffer.alloc(4096, 1);
const filler = openSync(`${disk}/filler`, 'w');
const free = () => ftruncateSync(filler, 0);

/** Fills the disk, but for some pages. */
function leave(pages) {
  free();
  for (let left = statfsSync(disk).bavail - pages, at = 0; left > 0; left--) {
    writeSync(filler, PAGE, 0, PAGE.length, at++ * PAGE.length);
  }
}

const start = (data) => startEmulator({ data, brain: 'none' });
const outcomes = [];

/** Starts twice, then a third time with space. */
async function startThrice(kind, pages, data) {
  leave(pages);
  for (const space of ['full', 'full', 'free']) {
    if (space === 'free') free();
    try {
      const emulator = await start(data);
      if (space === 'full') leave(0);
      await emulator.close();
      outcomes.push({ kind, pages, space, code: 'started' });
    } catch ({ code, message }) {
      outcomes.push({ kind, pages, space, code, message });
    }
  }
}

for (const pages of [0, 3, 10, 30, 90]) {
  await startThrice('new', pages, `${disk}/new${pages}`);
  const old = `${disk}/old${pages}`;
  await (await start(old)).close();
  await startThrice('old', pages, old);
  // It runs into the end of the disk, and is closed.
  const running = `${disk}/running${pages}`;
  const emulator = await start(running);
  leave(pages);
  for (let round = 0, isFull = false; !isFull; round++) {
    isFull = await emulator.control.seed({ offices: [{ name: `office-${round}` }] }).then(
      () => false,
      ({ code }) => code === 'storage_full',
    );
  }
  await emulator.close();
  await startThrice('running', 0, running);
}
process.stdout.write(JSON.stringify(outcomes));
process.exit();
