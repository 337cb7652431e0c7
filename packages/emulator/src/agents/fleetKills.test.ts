import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type DatabaseServer, startPostgres, startRedis } from '@mitosislabs/tooling/databases';
import { isMissing } from '@mitosislabs/tooling/programs';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { build } from 'esbuild';
import pg from 'pg';
import { createClient } from 'redis';
import { afterAll, beforeAll, type ExpectStatic, test } from 'vitest';
import { startWorld, until, type World } from '../testing/world.ts';

/** The pause between two messages of the load, and between two polls, in ms. */
const PAUSE_MS = 100;
/** How many messages a poll reads. */
const NEWEST = 20;

let folder: string;
let worker: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-fleet-'));
  worker = join(folder, 'worker.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../test/fleetWorker.mjs', import.meta.url))],
    outfile: worker,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
    external: ['pg-native'],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The begin or the end of work that a process reports. */
interface Work {
  readonly name: string;
  readonly what: 'begin' | 'end' | 'lost';
  readonly agentId: string;
  readonly content: string;
}

/** A fleet of processes under load, whose messages and work are watched. */
class Fleet implements AsyncDisposable {
  readonly world: World;
  readonly #store: string;
  readonly #socket: string;
  readonly #watcher: TestServer;
  readonly #agents: { endpoint: string; officeId: string; agentId: string; key: string }[];
  readonly processes = new Map<string, ChildProcess>();
  /** How many messages each agent has got. */
  readonly #sent = new Map<string, number>();
  /** The processes that work for each agent. */
  readonly #working = new Map<string, Set<string>>();
  /** The process that began to work for each agent last. */
  readonly holders = new Map<string, string>();
  readonly begun: string[] = [];
  /** Each time that a process began while another one still worked for the agent. */
  readonly #overlaps: { agentId: string; processes: string[] }[] = [];
  readonly #killed = new Set<string>();
  /** The leases that a process knows to have lost: one that hung, such as on a busy machine. As `agent process`. */
  readonly #lost: string[] = [];
  #load: Promise<void> = Promise.resolve();
  #isLoading = false;
  #count = 0;

  static async start(store: string, socket: string, idempotencyKeys: boolean): Promise<Fleet> {
    const world = await startWorld({ brain: 'none', idempotencyKeys });
    const agents = [];
    for (let office = 0; office < 2; office++) {
      const names = [`a${2 * office}`, `a${2 * office + 1}`];
      const officeId = await world.officeWith(...names);
      for (const agentId of names) {
        const key = Buffer.from(world.emulator.agentKey(officeId, agentId)).toString('hex');
        agents.push({ endpoint: world.emulator.endpoint, officeId, agentId, key });
      }
    }
    let fleet: Fleet | undefined;
    const watcher = await serve(async (request, response) => {
      fleet?.note((await json(request)) as Work);
      response.end();
    });
    fleet = new Fleet(world, store, socket, watcher, agents);
    return fleet;
  }

  private constructor(
    world: World,
    store: string,
    socket: string,
    watcher: TestServer,
    agents: { endpoint: string; officeId: string; agentId: string; key: string }[],
  ) {
    this.world = world;
    this.#store = store;
    this.#socket = socket;
    this.#watcher = watcher;
    this.#agents = agents;
  }

  /** Starts one more process. */
  join(): string {
    const name = `p${this.#count++}`;
    const config = {
      name,
      store: this.#store,
      socket: this.#socket,
      watcher: this.#watcher.url,
      agents: this.#agents,
    };
    const child = spawn(process.execPath, [worker, JSON.stringify(config)], {
      // The channel closes with this process, and then the child ends.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.processes.set(name, child);
    return name;
  }

  /** Ends a process, and waits for its end. Returns its exit code. */
  async end(name: string, signal: NodeJS.Signals): Promise<number | null> {
    const child = this.processes.get(name);
    if (!child) throw new Error(`no process ${name}`);
    const exited = once(child, 'exit');
    if (signal === 'SIGKILL') this.#killed.add(name);
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    this.processes.delete(name);
    for (const working of this.#working.values()) working.delete(name);
    return code;
  }

  /** Ends all processes, and what they speak to. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLoading = false;
    for (const child of this.processes.values()) child.kill('SIGKILL');
    await this.#watcher.close();
    await this.world.close();
  }

  note({ name, what, agentId, content }: Work): void {
    // The request of a process that was killed meanwhile.
    if (!this.processes.has(name)) return;
    const working = this.#working.get(agentId) ?? new Set();
    this.#working.set(agentId, working);
    if (what === 'lost') this.#lost.push(`${agentId} ${name}`);
    if (what !== 'begin') {
      if (what === 'end') working.delete(name);
      return;
    }
    for (const other of working) {
      if (other !== name && !this.#killed.has(other))
        this.#overlaps.push({ agentId, processes: [other, name] });
    }
    this.begun.push(`${agentId} ${content}`);
    working.add(name);
    this.holders.set(agentId, name);
  }

  /** Sends messages to all agents in turn, until it is stopped. */
  load(): void {
    this.#isLoading = true;
    this.#load = (async () => {
      for (let turn = 0; this.#isLoading; turn++) {
        await this.#say(this.#agents[turn % this.#agents.length]?.agentId ?? '');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    })();
  }

  async stopLoad(): Promise<void> {
    this.#isLoading = false;
    await this.#load;
  }

  async #say(agentId: string): Promise<void> {
    const count = this.#sent.get(agentId) ?? 0;
    this.#sent.set(agentId, count + 1);
    const content = `${count}`;
    await this.world.owner.xmtp.sendToConversation(this.#officeOf(agentId), agentId, {
      agent_id: 'admin-sdk',
      content,
    });
  }

  #officeOf(agentId: string): string {
    return this.#agents.find((agent) => agent.agentId === agentId)?.officeId ?? '';
  }

  /** Returns the answers of an agent among the newest messages of its conversation. */
  async answersOf(agentId: string, limit: number): Promise<string[]> {
    const messages = await this.world.owner.xmtp.getConversationMessages(this.#officeOf(agentId), agentId, {
      limit,
    });
    return messages.filter(({ from_agent }) => from_agent === agentId).map(({ content }) => content);
  }

  /** Waits until everything that was said until now is answered. */
  async answered(): Promise<void> {
    for (const [agentId, count] of [...this.#sent]) {
      // They are answered in turn. A poll that reads all of them is dear.
      await until(
        () => this.answersOf(agentId, NEWEST),
        (answers) => count === 0 || answers.some((answer) => Number(answer) >= count - 1),
        PAUSE_MS,
      );
    }
  }

  /** Waits until each of so many processes works for an agent. */
  async spread(count: number): Promise<void> {
    await until(
      async () => new Set(this.holders.values()),
      (names) => names.size === count && [...names].every((name) => this.processes.has(name)),
    );
  }

  /** Checks that each message was answered, and none more than once for each of so many faults. */
  async check(expect: ExpectStatic, kills: number, isKeyed: boolean): Promise<void> {
    // One of the two was replaced: it finds out, and says nothing more. The one that hung may be the one that begins, when it wakes up.
    const unexplained = () =>
      this.#overlaps.filter(
        ({ agentId, processes }) => !processes.some((name) => this.#lost.includes(`${agentId} ${name}`)),
      );
    await expect.poll(unexplained).toEqual([]);
    for (const [agentId, count] of this.#sent) {
      const answers = await this.answersOf(agentId, 1_000);
      const faults = kills + this.#lost.filter((lost) => lost.startsWith(`${agentId} `)).length;
      const all = Array.from({ length: count }, (_, index) => `${index}`);
      // Repetitions that the platform could not tell from a second answer.
      const repeats = answers.length - new Set(answers).size;
      expect({ agentId, answers: [...new Set(answers)] }).toEqual({ agentId, answers: all });
      expect(repeats).toBeLessThanOrEqual(isKeyed ? 0 : faults);
      // One message of the conversation may have been at work at each fault, and the task at the first one.
      const begun = this.begun.filter((line) => line.startsWith(`${agentId} `));
      const messages = begun.filter((line) => !line.includes(' task of '));
      expect(messages.length - new Set(messages).size).toBeLessThanOrEqual(faults);
      const tasks = begun.filter((line) => line.includes(' task of '));
      expect(tasks.length - new Set(tasks).size).toBeLessThanOrEqual(faults);
    }
  }

  /** Gives each agent a task. Returns a function that waits until all are done. */
  async giveTasks(): Promise<() => Promise<string[]>> {
    const { tasks } = this.world.owner;
    const given = await Promise.all(
      this.#agents.map(async ({ officeId, agentId }) => ({
        officeId,
        id: (await tasks.create(officeId, { title: `task of ${agentId}`, assigned_to: agentId })).id,
      })),
    );
    return () =>
      Promise.all(
        given.map(async ({ officeId, id }) => {
          const task = await until(
            () => tasks.get(officeId, id),
            ({ status }) => status === 'completed' || status === 'failed',
            PAUSE_MS,
          );
          return task.status;
        }),
      );
  }
}

/** The stores, each with what breaks its connections. */
const stores = {
  files: async () => {
    const path = await mkdtemp(join(tmpdir(), 'mitosis-fleet-state-'));
    const close = () => rm(path, { recursive: true, force: true });
    return { socket: path, server: undefined, disconnect: undefined, [Symbol.asyncDispose]: close };
  },
  redis: async () => {
    const server = await startRedis();
    const disconnect = async (): Promise<void> => {
      const client = createClient({ socket: { path: server.socket, tls: false } });
      client.on('error', () => undefined);
      await client.connect();
      await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
      client.destroy();
    };
    return { socket: server.socket, server, disconnect, [Symbol.asyncDispose]: () => server.close() };
  },
  postgres: async () => {
    const server = await startPostgres();
    const disconnect = async (): Promise<void> => {
      const client = new pg.Client({ host: server.socket, user: 'postgres' });
      client.on('error', () => undefined);
      await client.connect();
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()',
      );
      await client.end();
    };
    return { socket: server.socket, server, disconnect, [Symbol.asyncDispose]: () => server.close() };
  },
};

interface Store extends AsyncDisposable {
  readonly socket: string;
  readonly server: DatabaseServer | undefined;
  readonly disconnect: (() => Promise<void>) | undefined;
}

// On a platform without idempotency keys, an answer that was sent just before the kill may come twice.
for (const [store, program, isKeyed] of [
  ['files', undefined, true],
  ['redis', 'redis', true],
  ['postgres', 'postgres', false],
] as const) {
  // They wait for leases most of the time.
  test.skipIf(program !== undefined && isMissing(program))(
    `behavior: kills of processes, connections and servers under load lose nothing (${store})`,
    { concurrent: true, timeout: 600_000 },
    async ({ expect }) => {
      await using used: Store = await stores[store]();
      const { socket, server, disconnect } = used;
      await using fleet = await Fleet.start(store, socket, isKeyed);
      const first = fleet.join();
      fleet.load();
      await fleet.answered();
      const second = fleet.join();
      await fleet.spread(2);
      let faults = 0;

      // A process dies.
      const done = await fleet.giveTasks();
      await fleet.end(first, 'SIGKILL');
      faults++;
      const third = fleet.join();
      await fleet.answered();
      expect(await done()).toEqual(['completed', 'completed', 'completed', 'completed']);
      await fleet.spread(2);

      // A deployment: one joins, and one leaves.
      const fourth = fleet.join();
      await fleet.spread(3);
      expect(await fleet.end(second, 'SIGTERM')).toBe(0);
      await fleet.spread(2);
      await fleet.answered();
      if (disconnect) {
        for (let round = 0; round < 3; round++, faults++) {
          await disconnect();
          await fleet.answered();
        }
      }
      if (server) {
        await server.kill();
        faults++;
        await new Promise((resolve) => setTimeout(resolve, 500));
        await server.start();
        await fleet.answered();
      }

      // A process hangs, is replaced, and wakes up.
      const hung = fleet.processes.get(third);
      hung?.kill('SIGSTOP');
      faults++;
      await until(
        async () => [...fleet.holders.values()],
        (names) => names.every((name) => name === fourth),
      );
      await fleet.answered();
      hung?.kill('SIGCONT');
      await fleet.spread(2);
      await fleet.stopLoad();
      await fleet.answered();
      await fleet.check(expect, faults, isKeyed);
    },
  );
}
