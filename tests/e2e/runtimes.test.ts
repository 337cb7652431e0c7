import { startEmulator } from '@mitosislabs/emulator';
import { isMissing } from '@mitosislabs/tooling/programs';
import { beforeAll, expect, test } from 'vitest';
import { fetchRuntime } from '../runtimes/fetchRuntime.ts';
import { installPacked } from '../runtimes/installPacked.ts';
import type { Outcome, Settings } from '../runtimes/Outcome.ts';
import { runInChromium } from '../runtimes/runInChromium.ts';
import { runInProgram } from '../runtimes/runInProgram.ts';
import { runInExtension, runInServiceWorker } from '../runtimes/runInServiceWorker.ts';
import { runInWorkerd } from '../runtimes/runInWorkerd.ts';
import { startProbe } from '../runtimes/startProbe.ts';

/** Runtimes that have a command line, by their packages on npm. */
const PROGRAMS = ['node@18', 'node@20', 'node@22', 'node@24', 'node@26', 'bun@1', 'deno@2'];

let folder: string;
const outcomes = new Map<string, Outcome>();

beforeAll(async () => {
  ({ folder } = await installPacked());
  // Before the tests, whose time is for the suite.
  for (const spec of PROGRAMS) await fetchRuntime(spec);
}, 900_000);

type Runtime = [name: string, hasFiles: boolean, run: (settings: Settings) => Promise<Outcome>];

/** How a program on a runtime calls it: `node 18`, `deno`. */
const nameOf = (spec: string): string =>
  spec.startsWith('node@') ? spec.replace('@', ' ') : spec.replace(/@.*/, '');

const runtimes: Runtime[] = [
  ...PROGRAMS.map(
    (spec): Runtime => [nameOf(spec), true, (settings) => runInProgram(spec, folder, settings)],
  ),
  ['workerd', false, (settings) => runInWorkerd(folder, settings)],
  ['browser', false, (settings) => runInChromium(folder, settings)],
  ['browser: service worker', false, (settings) => runInServiceWorker(folder, settings, 'module')],
  ['browser: classic service worker', false, (settings) => runInServiceWorker(folder, settings, 'classic')],
  ['browser: extension', false, (settings) => runInExtension(folder, settings)],
];
const isHere = ([name]: Runtime): boolean =>
  !(name === 'browser' && isMissing('chromium')) && !(name === 'node 26' && isMissing('node26'));

for (const runtime of runtimes) {
  const [name, hasFiles, run] = runtime;
  test.skipIf(!isHere(runtime)).concurrent(
    `behavior: every case of the suite passes on ${name}`,
    async () => {
      await using probe = await startProbe();
      await using emulator = await startEmulator({ readyAfterMs: 50, faults: probe.faults });
      const { endpoint, dashboardEndpoint, apiKey, jwtSecret, user } = emulator;
      const settings = {
        endpoint,
        dashboardEndpoint,
        apiKey,
        jwtSecret,
        userId: user.id,
        probe: probe.url,
        hasFiles,
      };
      const outcome = await run(settings);
      outcomes.set(name, outcome);
      expect(outcome.runtime).toBe(name.split(':')[0]);
      const failures = outcome.results
        .filter(({ ok }) => !ok)
        .map((result) => `${result.name}: ${result.error}`);
      expect(failures.join('\n\n')).toBe('');
    },
    // The first time a runtime is fetched from npm.
    900_000,
  );
}

test('behavior: every runtime ran the same cases', () => {
  const ran = runtimes.filter(isHere);
  const lists = ran.map(([name]) => outcomes.get(name)?.results.map((result) => result.name));
  expect(lists[0]?.length).toBeGreaterThan(15);
  for (const [index, list] of lists.entries()) expect(list, ran[index]?.[0]).toEqual(lists[0]);
});
