import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type Seed, startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/sdk';
import { startPostgres, startRedis } from '@mitosislabs/tooling/databases';
import { root } from '../snippets.ts';

/** The office that exists on every page; pages may also write `office-id`. */
const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const SEED: Seed = {
  offices: [
    {
      id: OFFICE,
      name: 'acme',
      agents: [{ name: 'aria', role: 'researcher' }],
      tasks: [{ title: 'Triage inbox', assignedTo: 'aria', status: 'completed', result: 'Done.' }],
      files: { 'report.md': '# Report\n' },
    },
  ],
};
const programs = join(root, 'tests/e2e/docs/bin');

/**
 * The surroundings of a page: an emulator with the office acme, its ready agent aria, a file and a task; a home that is signed in;
 * and a folder with `mi`, `npm` and `npx`.
 */
export class Scene implements AsyncDisposable {
  readonly #ends: (() => unknown)[] = [];
  readonly #fills: [string | RegExp, string][] = [];
  /** The environment of the page. */
  readonly env: Record<string, string> = {};

  readonly emulator: Emulator;
  readonly home: string;

  private constructor(emulator: Emulator, home: string) {
    this.emulator = emulator;
    this.home = home;
  }

  /** Sets up what a page needs. */
  static async create(needs: readonly string[]): Promise<Scene> {
    const isEmpty = needs.includes('empty account');
    const emulator = await startEmulator({
      readyAfterMs: 5,
      ...(isEmpty ? {} : { seed: SEED }),
    });
    const scene = new Scene(emulator, await mkdtemp(join(tmpdir(), 'mitosis-docs-')));
    scene.#ends.push(() => emulator.close());
    try {
      await scene.#signIn();
      await scene.#installPrograms();
      for (const name of needs) await scene.#start(name);
    } catch (error) {
      await scene[Symbol.asyncDispose]();
      throw error;
    }
    return scene;
  }

  /** Puts in what a reader fills in: addresses, the key, the office, a task. */
  fill(text: string): string {
    return this.#fills.reduce((filled, [from, to]) => filled.replaceAll(from, to), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  async #signIn(): Promise<void> {
    const { endpoint, dashboardEndpoint, apiKey, seeded } = this.emulator;
    const keystore = new Keystore({ basePath: join(this.home, '.os1') });
    await keystore.saveConfig({ endpoint, dashboardEndpoint, apiKey });
    if (seeded.offices['acme'])
      await keystore.storePrivateKey(OFFICE, 'aria', this.emulator.agentKey(OFFICE, 'aria'));
    const task = seeded.offices['acme']?.tasks['Triage inbox'] ?? '';
    this.#fills.push(
      // The dashboard of the emulator is on a port that its address does not give away.
      [
        /endpoint: '(http:\/\/localhost:8080|https:\/\/m\.mitosislabs\.ai)'(?=,\s*(apiKey|agent|jwt)\b)/g,
        `endpoint: '${endpoint}', dashboardEndpoint: '${dashboardEndpoint}'`,
      ],
      ['http://localhost:8080', endpoint],
      ['http://localhost:3000', dashboardEndpoint],
      [/https:\/\/m\.(example\.com|mitosislabs\.ai)/g, endpoint],
      ['mi_example', apiKey],
      ['office-id', OFFICE],
      [/<office(Id)?>/g, OFFICE],
      ['task-id', task],
    );
  }

  /** `mi` of this clone, and stand-ins for what needs a registry or a screen. */
  async #installPrograms(): Promise<void> {
    const folder = join(this.home, 'bin');
    await mkdir(folder);
    for (const name of ['mi', 'npm', 'npx', 'xdg-open']) {
      const file = join(folder, name);
      await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" "${join(programs, name)}.mjs" "$@"\n`);
      await chmod(file, 0o755);
    }
    Object.assign(this.env, {
      PATH: `${folder}:${join(root, 'tests/node_modules/.bin')}:${process.env['PATH']}`,
      HOME: this.home,
      USERPROFILE: this.home,
      MITOSIS_KEYCHAIN: 'off',
      DISPLAY: ':0',
      BROWSER: join(folder, 'xdg-open'),
      // The browsers of this machine are not asked.
      XDG_DATA_DIRS: folder,
    });
  }

  async #start(name: string): Promise<void> {
    if (name === 'postgres') {
      const { socket, close } = await startPostgres();
      this.#ends.push(close);
      this.env['DATABASE_URL'] = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`;
    } else if (name === 'redis') {
      const { socket, close } = await startRedis();
      // A URL of Redis has no socket.
      const server = createServer((client) => {
        const redis = connect(socket);
        client.pipe(redis).pipe(client);
        for (const end of [client, redis]) end.on('error', () => client.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const url = `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
      this.#ends.push(close, () => server.close());
      this.env['REDIS_URL'] = url;
      this.#fills.push(['redis://127.0.0.1:6379', url]);
    } else if (name !== 'empty account')
      throw new Error(`<!-- needs: ${name} -->: a page can need redis, postgres, an empty account.`);
  }
}
