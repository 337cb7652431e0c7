import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { SecretService } from '@mitosislabs/tooling/SecretService';
import { findCredentials } from '@napi-rs/keyring';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { Keystore } from '../Keystore.ts';
import { KeystoreError } from '../KeystoreError.ts';

/** `KILLS=5000`, a thousand for each method, takes some minutes. */
const KILLS = Number(process.env['KILLS'] ?? 48);
/** So many keystores are worked on, and killed, at the same time. */
const LANES = 4;
/** With a keychain each change takes some processes more, and there is one keychain for all. */
const KEYCHAIN_KILLS = Math.ceil(KILLS / 8);
// A kill takes a tenth of a second, and some seconds on a machine that is busy.
vi.setConfig({ testTimeout: 600_000 + KILLS * 5_000 });
const OPERATIONS = ['save', 'update', 'switch', 'delete', 'mend'];

let folder: string;
let worker: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-kills-'));
  worker = await bundleWorker('configWorker.mjs', folder);
  // The one file finds the library as the sources do.
  const library = createRequire(import.meta.url).resolve('@napi-rs/keyring/package.json');
  await mkdir(join(folder, 'node_modules/@napi-rs'), { recursive: true });
  await symlink(dirname(library), join(folder, 'node_modules/@napi-rs/keyring'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The config in a worker's words; `broken` when the file is. */
type State = { current: string; profiles: Record<string, unknown> } | 'broken';
type Line = [what: string, operation?: string, after?: State];

async function stateOf(basePath: string): Promise<State> {
  try {
    const listed = await new Keystore({ basePath }).listProfiles();
    const profiles: Record<string, unknown> = {};
    for (const { name: profile } of listed) {
      profiles[profile] = await new Keystore({ basePath, profile }).loadConfig();
    }
    return { current: await new Keystore({ basePath }).profile(), profiles };
  } catch (error) {
    if (error instanceof KeystoreError && error.code === 'config_invalid') return 'broken';
    throw error;
  }
}

/** Starts a worker and kills it at a random moment. Gives what it said. */
async function killOne(basePath: string, state: State, keys: 'file' | 'keychain'): Promise<Line[]> {
  const child = spawn(process.execPath, [worker, 'change', basePath, keys, '0', JSON.stringify(state)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, KILLED_IN: basePath },
  });
  const longest = keys === 'file' ? 60 : 1_000;
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => {
    // Node's own start is not what is tested.
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * longest);
    output += bytes;
  });
  const [code] = await once(child, 'close');
  expect(code).toBeNull();
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** Waits until the children of a killed process end. One may still be asking the keychain. */
async function othersEnd(basePath: string): Promise<void> {
  const isOne = async (pid: string) =>
    (await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')).includes(`KILLED_IN=${basePath}\0`);
  for (;;) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    if (!(await Promise.all(pids.map(isOne))).includes(true)) return;
  }
}

/** The valid states of the config after the output of a worker, and the operation that was interrupted. */
function expected(lines: Line[], before: State): { states: State[]; killedIn: string } {
  let states = [before];
  let killedIn = 'nothing';
  let after = before;
  for (const [what, operation = '', next = before] of lines) {
    if (what === 'begin') {
      after = next;
      killedIn = operation;
      states = operation === 'mend' ? [...states, 'broken', after] : [...states, after];
    } else if (what === 'broken') states = ['broken', after];
    else if (what === 'end') {
      states = [after];
      killedIn = 'nothing';
    }
  }
  return { states, killedIn };
}

test(`behavior: killed at ${KILLS} moments, leaves the old or the new config and no other file`, async () => {
  const killedIn: Record<string, number> = {};
  let operations = 0;
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const basePath = join(folder, `${lane}`);
    await new Keystore({ basePath }).saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
    let state = await stateOf(basePath);
    // On a machine that is slow more are killed before they did anything: it goes on until each was hit.
    for (let kill = 0; kill < KILLS / LANES || OPERATIONS.some((name) => !killedIn[name]); kill++) {
      const lines = await killOne(basePath, state, 'file');
      const outcome = expected(lines, state);
      killedIn[outcome.killedIn] = (killedIn[outcome.killedIn] ?? 0) + 1;
      operations += lines.filter(([what]) => what === 'end').length;
      state = await stateOf(basePath);
      expect(outcome.states).toContainEqual(state);
      if (state === 'broken') {
        const text = await readFile(join(basePath, 'config.json'), 'utf8');
        await new Keystore({ basePath }).saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
        const copies = (await readdir(basePath)).filter((name) => name.includes('.corrupt-'));
        const kept = await Promise.all(copies.map((name) => readFile(join(basePath, name), 'utf8')));
        expect(kept).toContain(text);
        state = await stateOf(basePath);
      }
      for (const name of await readdir(basePath)) {
        if (name.includes('.corrupt-')) {
          // A copy is whole, also when it was made in vain.
          expect(await readFile(join(basePath, name), 'utf8')).toMatch(/^\{"broken by": "mi_\d+_\d+$/);
          await rm(join(basePath, name));
        } else if (name !== 'broken') expect(['config.json', 'keys', 'sessions']).toContain(name);
      }
    }
  });
  await Promise.all(lanes);
  if (process.env['SHOW']) process.stdout.write(`${JSON.stringify({ killedIn, operations })}\n`);
  expect(Object.keys(killedIn)).toEqual(expect.arrayContaining(OPERATIONS));
});

test.skipIf(isMissing('keychain'))(
  `behavior: killed at ${KEYCHAIN_KILLS} moments, keeps each key in the file or the keychain`,
  async () => {
    const service = await SecretService.start();
    try {
      const basePath = join(folder, 'keychain');
      const keystore = new Keystore({ basePath });
      await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
      let state = await stateOf(basePath);
      for (let kill = 0; kill < KEYCHAIN_KILLS; kill++) {
        const lines = await killOne(basePath, state, 'keychain');
        await othersEnd(basePath);
        const { states } = expected(lines, state);
        state = await stateOf(basePath);
        expect(states).toContainEqual(state);
        // The next change tidies up.
        await new Keystore({ basePath, profile: 'next' }).saveConfig({ endpoint: `https://${kill}.example` });
        await keystore.deleteProfile('next');
        const profiles = (await keystore.listProfiles()).filter(({ apiKeyIn }) => apiKeyIn === 'keychain');
        expect(findCredentials('ai.mitosislabs.mi')).toHaveLength(profiles.length);
        expect(await readFile(join(basePath, 'config.json'), 'utf8')).not.toContain('keychainLeftovers');
      }
    } finally {
      await service.close();
    }
  },
);
