import { startEmulator } from '@mitosislabs/emulator';
import { isMissing } from '@mitosislabs/tooling/programs';
import { beforeAll, expect, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';
import type { Outcome, Settings } from '../runtimes/Outcome.ts';
import { runInChromium } from '../runtimes/runInChromium.ts';
import { runInProgram } from '../runtimes/runInProgram.ts';
import { runInWorkerd } from '../runtimes/runInWorkerd.ts';
import { startProbe } from '../runtimes/startProbe.ts';

let folder: string;
const outcomes = new Map<string, Outcome>();

beforeAll(async () => {
  ({ folder } = await installPacked());
}, 180_000);

const program =
  (spec: string) =>
  (settings: Settings): Promise<Outcome> =>
    runInProgram(spec, folder, settings);

type Runtime = [name: string, hasFiles: boolean, run: (settings: Settings) => Promise<Outcome>];
const runtimes: Runtime[] = [
  ['node 18', true, program('node@18')],
  ['node 20', true, program('node@20')],
  ['node 22', true, program('node@22')],
  ['node 24', true, program('node@24')],
  ['node 26', true, program('node@26')],
  ['bun', true, program('bun@1')],
  ['deno', true, program('deno@2')],
  ['workerd', false, (settings) => runInWorkerd(folder, settings)],
  ['browser', false, (settings) => runInChromium(folder, settings)],
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
      expect(outcome.runtime).toBe(name);
      const failures = outcome.results
        .filter(({ ok }) => !ok)
        .map((result) => `${result.name}: ${result.error}`);
      expect(failures.join('\n\n')).toBe('');
    },
    // The first time a runtime is fetched from npm.
    400_000,
  );
}

test('behavior: every runtime ran the same cases', () => {
  const ran = runtimes.filter(isHere);
  const lists = ran.map(([name]) => outcomes.get(name)?.results.map((result) => result.name));
  expect(lists[0]?.length).toBeGreaterThan(15);
  for (const [index, list] of lists.entries()) expect(list, ran[index]?.[0]).toEqual(lists[0]);
});
