import * as api from '@mitosislabs/api';
import { generateKeyPair } from '@mitosislabs/auth';
import { type ClientConfig, OS1Error, type Outcome, Transport } from '@mitosislabs/transport';
import type { Fault } from '../core/Faults.ts';
import type { World } from './world.ts';

/** The time limit of an attempt, and a longer time: the server still works on the request then, or has done it. In ms. */
const ATTEMPT_MS = 1_000;
const LATE_MS = 1_500;
/** How many of ten requests fail. */
const FAULTY = 4;
/** The number of kinds of calls. Three of them hire: the platform allows three hires in one office. */
const KINDS = 10;
/** Offices for all calls except hires. With this number, one request can read all messages of an office. */
const HUBS = 4;
const MOST = { limit: 1_000 };

/** One of every kind of fault, by chance; most requests have none. */
export function randomFault(random: () => number): Fault | undefined {
  const kinds: Fault[] = [
    'reset',
    'drop',
    'cut',
    503,
    { status: 503, retryAfter: 0 },
    { status: 429, retryAfter: 0 },
    409,
    { workMs: LATE_MS },
    { responseMs: LATE_MS },
  ];
  return random() * 10 < FAULTY ? kinds[Math.floor(random() * kinds.length)] : undefined;
}

/** Where the calls go: offices to hire in, and offices with an agent to write to. */
export interface Places {
  readonly offices: readonly string[];
  readonly hubs: readonly string[];
}

/** Makes the offices for a number of calls. */
export async function makePlaces(world: World, calls: number): Promise<Places> {
  const hubs = await inParallel(HUBS, 4, () => world.officeWith('aria'));
  const offices = await inParallel(Math.ceil(calls / KINDS), 20, async () => (await world.office()).id);
  return { offices, hubs };
}

/** The result of one call. */
export interface Ended {
  /** The unique text that the call wrote. */
  readonly marker: string;
  readonly outcome: Outcome | 'done';
  /** How many requests it took; 0 when that is not known. */
  readonly attempts: number;
  readonly replayed: boolean;
}

/**
 * Makes calls of all kinds that must not be done twice, several at a time, and returns how each ended.
 *
 * @param onEnd - Called at the end of each call.
 */
export function makeCalls(
  config: ClientConfig,
  { offices, hubs }: Places,
  calls: number,
  inFlight: number,
  onEnd: () => void = () => undefined,
): Promise<Ended[]> {
  const transport = new Transport({ attemptTimeout: ATTEMPT_MS, ...config });
  const employees = new api.EmployeesAPI(transport);
  const messages = new api.MessagesAPI(transport);
  const xmtp = new api.XMTPAPI(transport);
  const tasks = new api.TasksAPI(transport);
  const credits = new api.CreditsAPI(transport);
  const files = new api.FilesAPI(transport);
  // One key for all agents: the server would spend most of the time on making keys.
  const { publicKey } = generateKeyPair();
  const hire = (n: number, name: string) =>
    employees.hire(at(offices, Math.floor(n / KINDS)), { name, customConfig: { publicKey } });
  const send = (n: number, content: string) => messages.send(at(hubs, n), { to: 'aria', content });
  const kinds = [
    hire,
    hire,
    hire,
    send,
    send,
    send,
    (n: number, content: string) => xmtp.send(at(hubs, n), { agent_id: 'aria', content }),
    (n: number, content: string) =>
      xmtp.sendToConversation(at(hubs, n), 'aria', { agent_id: 'admin-sdk', content }),
    (n: number, title: string) => tasks.create(at(hubs, n), { title }),
    (n: number, marker: string) =>
      n % (2 * KINDS) < KINDS
        ? credits.add(at(hubs, n), { amount: 1, reason: marker })
        : files.upload(at(hubs, n), marker, new TextEncoder().encode(marker)),
  ];
  return inParallel(calls, inFlight, async (n) => {
    const marker = `call-${n}`;
    try {
      const { response } = await at(kinds, n)(n, marker).withResponse();
      const replayed = response.headers['idempotent-replayed'] === 'true';
      return { marker, outcome: 'done', attempts: response.attempts, replayed };
    } catch (error) {
      // A call may fail with nothing else.
      if (!(error instanceof OS1Error)) throw error;
      return { marker, outcome: error.outcome, attempts: 0, replayed: false };
    } finally {
      onEnd();
    }
  });
}

/** Counts on the server how often each call was done, by its marker. */
export async function readEffects({ owner }: World, { offices, hubs }: Places): Promise<Map<string, number>> {
  const effects = new Map<string, number>();
  const note = (marker: string): void => {
    if (marker.startsWith('call-')) effects.set(marker, (effects.get(marker) ?? 0) + 1);
  };
  const ledger = async (office: string): Promise<void> => {
    for (const { reason } of await owner.credits.history(office, MOST)) note(reason.replace(/^hired /, ''));
  };
  // The ledger shows each hire. The list of agents would show the name once.
  await inParallel(offices.length, 20, (n) => ledger(at(offices, n)));
  for (const office of hubs) {
    await ledger(office);
    for (const { content } of await owner.xmtp.getMessages(office, 'admin-sdk', 'aria', MOST)) note(content);
    for (const { title } of await owner.tasks.list(office)) note(title);
    // Uploading the same file again replaces it.
    const { events } = await owner.files.changes(office);
    for (const name of new Set(events.map((event) => event.name))) note(name);
  }
  return effects;
}

/** The outcomes of calls, compared with the changes on the server. */
export interface Tally {
  /** How many succeeded; of these, how many took more than one request, and how many got the answer of an earlier one. */
  done: number;
  repeated: number;
  replayed: number;
  not_sent: number;
  rejected: number;
  /** How many failed with `unknown`, and how many of these were done. */
  unknown: number;
  unknownAndDone: number;
  /** Markers of wrong results: done twice, a success that was not done, a failure that was done. */
  twice: string[];
  lost: string[];
  denied: string[];
}

/** Compares the outcomes of calls with the changes on the server. */
export function tallyOf(ended: readonly Ended[], effects: ReadonlyMap<string, number>): Tally {
  const tally: Tally = {
    done: 0,
    repeated: 0,
    replayed: 0,
    not_sent: 0,
    rejected: 0,
    unknown: 0,
    unknownAndDone: 0,
    twice: [],
    lost: [],
    denied: [],
  };
  for (const { marker, outcome, attempts, replayed } of ended) {
    const count = effects.get(marker) ?? 0;
    tally[outcome]++;
    if (attempts > 1) tally.repeated++;
    if (replayed) tally.replayed++;
    if (outcome === 'unknown' && count > 0) tally.unknownAndDone++;
    if (count > 1) tally.twice.push(marker);
    if (outcome === 'done' && count === 0) tally.lost.push(marker);
    if ((outcome === 'not_sent' || outcome === 'rejected') && count > 0) tally.denied.push(marker);
  }
  return tally;
}

/** Runs tasks, a limited number at once, and returns their results in order. */
async function inParallel<T>(count: number, atOnce: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) results[n] = await work(n);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function at<T>(list: readonly T[], n: number): T {
  const item = list[n % list.length];
  if (item === undefined) throw new Error('There is nothing in the list.');
  return item;
}
