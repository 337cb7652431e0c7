import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { Keystore } from '../Keystore.ts';

/** `KILLS=1000` takes some minutes. */
const KILLS = Number(process.env['KILLS'] ?? 48);
/** So many keystores are worked on, and killed, at the same time. */
const LANES = 4;
/** After so many kills a lane goes on with an empty keystore: the old one is full of backups. */
const KILLS_OF_ONE = 10;
// A kill takes a tenth of a second, and some seconds on a machine that is busy.
vi.setConfig({ testTimeout: 300_000 + KILLS * 5_000 });
const OPERATIONS = ['store', 'force', 'import', 'delete', 'jwt', 'rotate'];

let folder: string;
let worker: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-kills-'));
  worker = await bundleWorker('keyWorker.mjs', folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Line = [what: string, operation?: string, office?: string, agent?: string, value?: string];

/** The state that a keystore must keep even if the processes that change it are killed. */
class Watched {
  readonly keystore: Keystore;
  readonly basePath: string;
  /** The public key that the platform of the rotated agent takes. */
  readonly platform: string;
  /** Keys that were stored, and not deleted since. */
  readonly stored = new Map<string, Set<string>>();
  /** The possible newest keys of each agent. */
  readonly newest = new Map<string, (string | undefined)[]>();
  secrets: (string | undefined)[] = [undefined];

  constructor(basePath: string) {
    this.basePath = basePath;
    this.platform = `${basePath}.platform`;
    this.keystore = new Keystore({ basePath });
  }

  async begin(): Promise<void> {
    const { publicKey } = await this.keystore.generateAndStore('o1', 'rotated');
    writeFileSync(this.platform, publicKey);
  }

  /** Reads the output of a worker. Returns the operation that it was killed in. */
  read(lines: Line[]): string | undefined {
    let begun: Line | undefined;
    let kept = false;
    for (const line of lines) {
      if (line[0] === 'begin') [begun, kept] = [line, false];
      else if (line[0] === 'kept') kept = true;
      else if (line[0] === 'end' && begun) {
        this.#happened(begun, kept);
        begun = undefined;
      }
    }
    if (begun) this.#mayHaveHappened(begun, kept);
    return begun?.[1];
  }

  #happened([, operation, office, agent, value = '']: Line, kept: boolean): void {
    if (operation === 'jwt') this.secrets = [value];
    if (operation === 'jwt' || operation === 'rotate' || kept) return;
    const place = `${office}/${agent}`;
    const keys = this.stored.get(place) ?? new Set();
    // A deleted key is gone: its backups are not.
    const deleted = operation === 'delete' ? (this.newest.get(place) ?? []) : [];
    for (const key of deleted) keys.delete(key ?? '');
    if (operation !== 'delete') keys.add(value);
    this.stored.set(place, keys);
    this.newest.set(place, [operation === 'delete' ? undefined : value]);
  }

  #mayHaveHappened([, operation, office, agent, value]: Line, kept: boolean): void {
    if (operation === 'jwt') this.secrets.push(value);
    if (operation === 'jwt' || operation === 'rotate' || kept) return;
    const place = `${office}/${agent}`;
    const newest = this.newest.get(place) ?? [undefined];
    if (operation === 'delete') for (const key of newest) this.stored.get(place)?.delete(key ?? '');
    this.newest.set(place, [...newest, operation === 'delete' ? undefined : value]);
  }

  /** Looks at all files after a kill. */
  async check(): Promise<void> {
    // The next command, whatever it is, tidies up.
    const next = new Keystore({ basePath: this.basePath });
    await next.loadConfig();
    const files = await readdir(this.basePath, { recursive: true });
    expect(files.filter((name) => /\.tmp|\.lock|\.new/.test(name))).toEqual([]);
    const secret = (await next.hasJWTSecret()) ? await next.loadJWTSecret() : undefined;
    expect(this.secrets).toContain(secret);
    this.secrets = [secret];
    const rotated = await this.#keysOf('o1', 'rotated');
    const taken = readFileSync(this.platform, 'utf8');
    expect([rotated.get('rotated.key'), rotated.get('rotated.key.next')]).toContain(taken);
    for (const [place, newest] of this.newest) {
      const [office = '', agent = ''] = place.split('/');
      const isThere = await next.hasAgentKey(office, agent);
      const publicKey = isThere ? await next.getPublicKey(office, agent) : undefined;
      expect(newest).toContain(publicKey);
      const keys = [...(await this.#keysOf(office, agent)).values()];
      expect([...(this.stored.get(place) ?? [])].filter((key) => !keys.includes(key))).toEqual([]);
      this.newest.set(place, [publicKey]);
      if (publicKey !== undefined)
        this.stored.set(place, new Set([...(this.stored.get(place) ?? []), publicKey]));
    }
    await next.rotatePrivateKey('o1', 'rotated', {
      tell: async (publicKey) => writeFileSync(this.platform, publicKey),
      works: async (key) => readFileSync(this.platform, 'utf8') === publicKeyFromPrivate(key),
    });
    expect(await next.getPublicKey('o1', 'rotated')).toBe(readFileSync(this.platform, 'utf8'));
    expect(await next.loadPendingKey('o1', 'rotated')).toBeUndefined();
  }

  /** The public keys of an agent's files; each of them must be whole. */
  async #keysOf(office: string, agent: string): Promise<Map<string, string>> {
    const path = join(this.basePath, 'keys', office.replace('O', '%4f'));
    const file = agent.replace('con', '%63on');
    const keys = new Map<string, string>();
    for (const name of await readdir(path).catch(() => [])) {
      if (!name.startsWith(`${file}.key`) || name.endsWith('.endpoint')) continue;
      const hex = await readFile(join(path, name), 'latin1');
      expect(hex).toMatch(/^[0-9a-f]{64}\n$/);
      keys.set(name, publicKeyFromPrivate(Buffer.from(hex.trim(), 'hex')));
    }
    return keys;
  }
}

/** Starts a worker and kills it at a random moment. Gives what it said. */
async function killOne({ basePath, platform }: Watched): Promise<Line[]> {
  const child = spawn(process.execPath, [worker, basePath, platform], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => {
    // Node's own start is not what is tested.
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 120);
    output += bytes;
  });
  const [code] = await once(child, 'close');
  expect(code).toBeNull();
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

test(`behavior: killed at ${KILLS} moments, damages and loses no key and leaves no other file`, async () => {
  const killedIn: Record<string, number> = {};
  let watched = 0;
  let operations = 0;
  const lanes = Array.from({ length: LANES }, async () => {
    // On a machine that is slow more are killed before they did anything: it goes on until each was hit.
    const goesOn = (kills: number) => kills < KILLS / LANES || OPERATIONS.some((name) => !killedIn[name]);
    for (let kills = 0; goesOn(kills); ) {
      const keystore = new Watched(join(folder, `${watched++}`));
      await keystore.begin();
      for (let kill = 0; kill < KILLS_OF_ONE && goesOn(kills); kill++, kills++) {
        const lines = await killOne(keystore);
        const operation = keystore.read(lines) ?? 'nothing';
        killedIn[operation] = (killedIn[operation] ?? 0) + 1;
        operations += lines.length / 2;
        await keystore.check();
      }
      await rm(keystore.basePath, { recursive: true });
    }
  });
  await Promise.all(lanes);
  if (process.env['SHOW']) process.stdout.write(`${JSON.stringify({ killedIn, operations })}\n`);
  expect(Object.keys(killedIn)).toEqual(expect.arrayContaining(OPERATIONS));
});
