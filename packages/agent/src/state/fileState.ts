import { createHash } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertText, MitosisError } from '@mitosislabs/auth/errors';
import {
  acquireLock,
  errnoOf,
  type FolderLock,
  hasEnded,
  newToken,
  parseToken,
  removeLeftovers,
  writeAtomically,
} from '@mitosislabs/auth/nodeFiles';
import type { AgentLease, AgentState } from './AgentState.ts';

/** How long to wait for the lock of the fleet, in ms. A process that hangs with the lock loses it after 10 s of a wait. */
const LOCK_WAIT_MS = 15_000;
/** The version of the format of the files. */
const VERSION = 1;

/** A process in the file of the fleet. */
interface Process {
  /** Grows with each sign of life. */
  beats: number;
  note: string;
  ttlMs: number;
  /** The process of the operating system. */
  token: string;
}

/** The file of the fleet. A lease without a process was released. */
interface Fleet {
  version: number;
  processes: Record<string, Process>;
  leases: Record<string, { process: string; fence: number }>;
}

/**
 * Keeps the state of agents in a folder: for one process, or for several on one machine. A process that has ended is replaced at once, and
 * one that hangs after the time to live, as the others measure it. The folder may be on a file system that several machines share, if
 * it has atomic renames and hard links. Needs Node.
 *
 * `fleet.json` has the processes and the leases, and changes under a lock. Each agent has a folder of its own, in which the name of
 * the file is the number of the lease: a process that has lost the lease cannot write into the file of the next one.
 *
 * @param folder - The folder. It is created, for its owner only, when it is missing.
 * @returns the state, for `agent.run` and `runFleet` in each process.
 * @throws {@link InvalidArgumentError} when the folder is not a text.
 *
 * @example
 * ```ts
 * import { fileState } from '@mitosislabs/agent/files';
 *
 * const state = fileState('./state');
 * ```
 */
export function fileState(folder: string): AgentState {
  assertText('folder', folder);
  const file = join(folder, 'fleet.json');
  const token = newToken();
  const life = new SignsOfLife();

  /** Changes the file of the fleet under its lock. */
  const change = async <T>(work: (fleet: Fleet) => T | Promise<T>): Promise<T> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await acquireLock(`${file}.lock`, { waitMs: LOCK_WAIT_MS });
    try {
      const fleet = await readFleet(file);
      const result = await work(fleet);
      await writeFleet(file, fleet, lock);
      return result;
    } finally {
      await lock.release();
    }
  };

  /** Gives the agent to no process, under the next number: the last holder cannot write any more. */
  const free = async (fleet: Fleet, agent: string): Promise<void> => {
    const fence = await handOver(agentFolder(folder, agent), fleet.leases[agent]?.fence ?? 0);
    fleet.leases[agent] = { process: '', fence };
  };

  return {
    beat: (process, note, ttlMs) =>
      change((fleet) => {
        // A process that was forgotten, and is back, does not look as it did before.
        const beats = (fleet.processes[process]?.beats ?? Math.floor(Math.random() * 2 ** 40)) + 1;
        fleet.processes[process] = { beats, note, ttlMs, token };
        for (const id of Object.keys(fleet.processes)) {
          if (!life.isSeen(fleet, id)) delete fleet.processes[id];
        }
        life.forgetOthers(fleet);
        return {
          processes: Object.entries(fleet.processes).map(([id, each]) => ({ id, note: each.note })),
          leases: Object.entries(fleet.leases).flatMap(([agent, lease]) =>
            lease.process === '' ? [] : [{ agent, ...lease }],
          ),
        };
      }),
    claim: (process, agents) =>
      change(async (fleet) => {
        const taken: AgentLease[] = [];
        if (!life.isSeen(fleet, process)) return taken;
        for (const agent of agents) {
          const last = fleet.leases[agent];
          if (last && last.process !== '' && life.isSeen(fleet, last.process)) continue;
          const fence = await handOver(agentFolder(folder, agent), last?.fence ?? 0);
          fleet.leases[agent] = { process, fence };
          taken.push({ agent, process, fence });
        }
        return taken;
      }),
    release: (leases) =>
      change(async (fleet) => {
        for (const { agent, process, fence } of leases) {
          const current = fleet.leases[agent];
          if (current?.process === process && current.fence === fence) await free(fleet, agent);
        }
      }),
    leave: (process) =>
      change(async (fleet) => {
        for (const [agent, lease] of Object.entries(fleet.leases)) {
          if (lease.process === process) await free(fleet, agent);
        }
        delete fleet.processes[process];
      }),
    async load({ agent }) {
      const place = agentFolder(folder, agent);
      const newest = (await fencesIn(place)).at(-1);
      return newest === undefined ? undefined : (await readMemory(place, newest))?.text;
    },
    async save({ agent, fence }, text, revision) {
      const place = agentFolder(folder, agent);
      const path = join(place, `${fence}.json`);
      const saved = await readMemory(place, fence);
      if (!saved || (saved.fence === fence && saved.revision > revision)) return false;
      await writeAtomically(path, JSON.stringify({ fence, revision, text }), { overwrite: true });
      // Another process may have taken the agent meanwhile: then it has its own file, and this one is not read.
      if ((await fencesIn(place)).at(-1) === fence) return true;
      await rm(path, { force: true });
      return false;
    },
  };
}

/** The last sign of life of each process, as this one has seen it. */
class SignsOfLife {
  /** The sign, and when it was first seen, by `performance.now()`. */
  readonly #seen = new Map<string, { beats: number; at: number }>();

  /** Whether a process is alive. */
  isSeen({ processes }: Fleet, id: string): boolean {
    const process = processes[id];
    if (!process) return false;
    const identity = parseToken(process.token);
    if (identity && hasEnded(identity)) return false;
    const last = this.#seen.get(id);
    if (last?.beats !== process.beats) {
      this.#seen.set(id, { beats: process.beats, at: performance.now() });
      return true;
    }
    return performance.now() - last.at < process.ttlMs;
  }

  /** Forgets the processes that the fleet no longer has. */
  forgetOthers({ processes }: Fleet): void {
    for (const id of this.#seen.keys()) if (!processes[id]) this.#seen.delete(id);
  }
}

async function readFleet(file: string): Promise<Fleet> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { version: VERSION, processes: {}, leases: {} };
  const fleet = fleetIn(text);
  if (!fleet) {
    throw new MitosisError(`${file} is broken: it has no state of a fleet.`, {
      code: 'state_broken',
      hint: 'Stop all processes of the fleet, and remove this file. What the agents remember is in other files, and stays.',
    });
  }
  if (fleet.version !== VERSION) {
    throw new MitosisError(
      `${file} has format version ${fleet.version}; this @mitosislabs/agent reads ${VERSION}.`,
      {
        code: 'memory_version',
        hint: 'It is left as it is. Update @mitosislabs/agent, or name another folder.',
      },
    );
  }
  return fleet;
}

/** Reads the file of the fleet, of any version; `undefined` if it is something else. */
function fleetIn(text: string): Fleet | undefined {
  try {
    const fleet = Object(JSON.parse(text)) as Fleet;
    const { version, processes, leases } = fleet;
    const isWhole = Object(processes) === processes && Object(leases) === leases;
    return isWhole || (version !== undefined && version !== VERSION) ? fleet : undefined;
  } catch {
    return undefined;
  }
}

async function writeFleet(file: string, fleet: Fleet, lock: FolderLock): Promise<void> {
  await lock.replace(file, JSON.stringify(fleet));
}

/** The folder of an agent. Its name differs from all others also where upper and lower case are the same. */
function agentFolder(folder: string, agent: string): string {
  const readable = agent.replace(/[^a-z0-9]+/gi, '-').slice(0, 60);
  return join(folder, `${readable}-${createHash('sha256').update(agent).digest('hex').slice(0, 16)}`);
}

/**
 * Makes the file of the next lease from that of the last one, which its holder cannot write any more.
 *
 * @param last - The number of the last lease.
 * @returns the number of the next lease.
 */
async function handOver(place: string, last: number): Promise<number> {
  await mkdir(place, { recursive: true, mode: 0o700 });
  await removeLeftovers(place);
  const earlier = await fencesIn(place);
  const newest = earlier.at(-1);
  const fence = Math.max(last, newest ?? 0) + 1;
  const next = join(place, `${fence}.json`);
  if (newest === undefined) {
    await writeAtomically(next, JSON.stringify({ fence, revision: 0 }), { overwrite: true });
  } else {
    // A link, and not a copy: the last holder replaces its file, and does not change it.
    await link(join(place, `${newest}.json`), next);
  }
  for (const each of earlier) await rm(join(place, `${each}.json`), { force: true });
  return fence;
}

/** The numbers of the leases that have a file, in order. */
async function fencesIn(place: string): Promise<number[]> {
  const names = await readdir(place).catch((error: unknown): string[] => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  const fences = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
  return fences.sort((a, b) => a - b);
}

async function readMemory(
  place: string,
  fence: number,
): Promise<{ fence: number; revision: number; text?: string } | undefined> {
  try {
    return JSON.parse(await readFile(join(place, `${fence}.json`), 'utf8'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
