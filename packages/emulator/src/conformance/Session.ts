import { contract, type Endpoint } from '@mitosislabs/api/contract';
import type { CallInput, Reply, SigningAgent, Target } from './Target.ts';

/** A value that was observed. */
export interface Observation {
  readonly value: unknown;
  /** The answer that shows it. */
  readonly reply: Reply | undefined;
  /** Whether the value is exact. */
  readonly certain: boolean;
}

/** Facts about a run that the parts share. */
export interface SessionOptions {
  readonly target: Target;
  readonly officeId: string;
  /** The name that begins the names of all that the run makes. */
  readonly runName: string;
  /** Whether to try things that take thousands of requests. */
  readonly thorough: boolean;
  /** Says what happens. */
  readonly progress: (text: string) => void;
}

/** The input of an operation, with path parameters beside the rest. The office is filled in. */
export type Input = CallInput;

/** A part of the script that ended early. */
export class PartEnded extends Error {}

/** One run of the script on one platform, with the things that it made and its observations. */
export class Session {
  readonly target: Target;
  readonly officeId: string;
  readonly runName: string;
  readonly thorough: boolean;
  /** Values of assumptions, by name. */
  readonly observations = new Map<string, Observation>();
  /** Why assumptions and operations could not be tried, by name. */
  readonly untried = new Map<string, string>();
  /** Facts of behaviors, by name. */
  readonly behaviors = new Map<string, Observation>();
  /** Things that stay, because the contract has no operation that deletes them. */
  readonly stays: string[] = [];
  /** Parts that ended early, with the reason. */
  readonly failures: string[] = [];
  /** The agent that the run acts as, once it is hired. */
  agent: SigningAgent | undefined;
  /** The number of agents that the run hired. */
  hired = 0;
  /** When the run hired the first of them, by the clock of the platform, in ms since 1970. */
  firstHire = Number.POSITIVE_INFINITY;
  /** When the agent was ready. */
  readySince = Number.POSITIVE_INFINITY;
  /** Whether the office had no agents before the run. */
  wasEmpty = false;
  readonly #progress: (text: string) => void;
  readonly #made: { what: string; remove: () => Promise<Reply | undefined> }[] = [];

  constructor({ target, officeId, runName, thorough, progress }: SessionOptions) {
    this.target = target;
    this.officeId = officeId;
    this.runName = runName;
    this.thorough = thorough;
    this.#progress = progress;
  }

  /** Runs one part of the script. If it cannot go on, the other parts do. */
  async part(name: string, work: () => Promise<void>): Promise<void> {
    this.#progress(name);
    try {
      await work();
    } catch (error) {
      this.target.signal.throwIfAborted();
      this.failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Calls an operation in the office of the run. */
  async call(endpoint: Endpoint, input: Input = {}): Promise<Reply> {
    return this.target.call(endpoint, this.inOffice(input));
  }

  /** Calls an operation that must succeed for the part to go on. */
  async need(endpoint: Endpoint, input: Input = {}): Promise<Reply> {
    const reply = await this.call(endpoint, input);
    if (!isSuccess(reply)) throw new PartEnded(`${reply.label} answered ${reply.status}`);
    return reply;
  }

  /** Adds the office to the path parameters. */
  inOffice(input: Input): Input {
    return { ...input, params: { officeId: this.officeId, ...input.params } };
  }

  /** The agent of the run; the part ends if there is none. */
  get me(): SigningAgent {
    if (!this.agent) throw new PartEnded('there is no agent to act as');
    return this.agent;
  }

  /** Notes the value of an assumption. */
  observe(name: string, value: unknown, reply?: Reply, certain = true): void {
    this.observations.set(name, { value, reply, certain });
  }

  /** Notes a fact of a behavior. */
  behave(name: string, value: unknown, reply?: Reply): void {
    this.behaviors.set(name, { value, reply, certain: true });
  }

  /** Notes why something was not tried. */
  skip(names: string | readonly string[], why: string): void {
    for (const name of [names].flat()) this.untried.set(name, why);
  }

  /** Notes something that the run made. It is removed at the end, in the opposite order. */
  made(what: string, endpoint: Endpoint, input: Input): () => void {
    const entry = {
      what,
      remove: () => this.target.call(endpoint, { ...this.inOffice(input), compare: 'nothing' }),
    };
    this.#made.push(entry);
    return () => void this.#made.splice(this.#made.indexOf(entry), 1);
  }

  /**
   * Removes what the run made.
   *
   * @returns the things that are still there, with the reason.
   */
  async cleanUp(): Promise<string[]> {
    const left: string[] = [];
    for (const { what, remove } of this.#made.splice(0).reverse()) {
      const reply = await remove().catch((error: unknown) => String(error));
      const isGone = typeof reply === 'object' && (isSuccess(reply) || reply.status === 404);
      if (!isGone) left.push(`${what}: ${typeof reply === 'object' ? `status ${reply.status}` : reply}`);
    }
    return left;
  }
}

/** Whether a request succeeded. */
export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** A field of an answer. */
export function field(reply: Reply | unknown, ...path: (string | number)[]): unknown {
  const json =
    typeof reply === 'object' && reply !== null && 'exchange' in reply ? (reply as Reply).json : reply;
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    json,
  );
}

/** A field that must be a text for the part to go on. */
export function textOf(reply: Reply, ...path: (string | number)[]): string {
  const value = field(reply, ...path);
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new PartEnded(`${reply.label} has no ${path.join('.')}`);
}

/** The items of a list; the part ends if the answer is none. */
export function itemsOf(reply: Reply): unknown[] {
  if (Array.isArray(reply.json)) return reply.json;
  throw new PartEnded(`${reply.label} is no list`);
}

/** All operations of the contract. */
export const endpoints: readonly Endpoint[] = Object.values(contract).flatMap((group) =>
  Object.values(group),
);
