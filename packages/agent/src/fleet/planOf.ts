import type { StateView } from '../state/AgentState.ts';

/** How many agents a process starts with each sign of life: the others may be there a moment later. */
const MOST_CLAIMS = 200;
/** How many agents a process asks others for beyond those that it needs: some of them may be busy. */
const SPARE_WISHES = 20;
/** How many agents a process hands over with each sign of life. */
const MOST_MOVES = 50;

/** The note that a process leaves for the others. */
export interface Note {
  /** Whether it is about to leave: it takes no agents. */
  readonly isLeaving: boolean;
  /** The agents of other processes that it wants, to spread them evenly. */
  readonly wants: readonly string[];
}

/** The situation of a process. */
export interface Situation {
  readonly view: StateView;
  /** The process. */
  readonly self: string;
  /** The agents that this process can run, held or not, in any order. */
  readonly known: readonly string[];
  /** Whether it is about to leave. */
  readonly isLeaving: boolean;
  /** Whether an agent of this process can be moved now. */
  isIdle(agent: string): boolean;
  /** Whether another process has had time to take a free agent, so that this one takes it beyond its share. */
  isOverdue(agent: string): boolean;
  /** Whether the agents of processes that are not alive may be taken. */
  mayTakeOver: boolean;
}

/** The next step of a process. */
export interface Plan {
  /** The agents to take. */
  readonly claim: readonly string[];
  /** The agents to hand over to other processes. */
  readonly handOver: readonly string[];
  /** The agents of other processes to ask for. */
  readonly wants: readonly string[];
}

/** Plans the next step of a process, so that the agents of a fleet are spread evenly over its processes. */
export function planOf(situation: Situation): Plan {
  const { view, self, known, isLeaving } = situation;
  const notes = new Map(view.processes.map(({ id, note }) => [id, readNote(note)]));
  const holders = new Map(view.leases.map(({ agent, process }) => [agent, process]));
  const loads = new Map([...notes.keys()].map((id) => [id, 0]));
  for (const process of holders.values()) {
    const load = loads.get(process);
    if (load !== undefined) loads.set(process, load + 1);
  }
  const staying = [...notes].flatMap(([id, note]) => (note.isLeaving ? [] : [id])).sort();
  const free = known.filter((agent) => !loads.has(holders.get(agent) ?? ''));
  // Each process begins with another part of them.
  const order = <T>(list: readonly T[]): T[] => rotated(list, staying.indexOf(self) / staying.length);
  const handOver = moves(situation, notes, loads, holders);
  if (isLeaving) return { claim: [], handOver, wants: [] };

  const own = loads.get(self) ?? 0;
  const total = free.length + staying.reduce((sum, id) => sum + (loads.get(id) ?? 0), 0);
  const share = Math.max(Math.ceil(total / staying.length) - own, 0);
  const takeable = order(free).filter((agent) => situation.mayTakeOver || !holders.has(agent));
  const claim = takeable
    .filter((agent, index) => index < share || situation.isOverdue(agent))
    .slice(0, MOST_CLAIMS);
  const wants = free.length > 0 ? [] : order(wishes(situation, staying, loads, holders));
  return { claim, handOver, wants };
}

/** The idle agents of this process that others want, as long as those have fewer. */
function moves(
  { self, isIdle }: Situation,
  notes: ReadonlyMap<string, Note>,
  loads: ReadonlyMap<string, number>,
  holders: ReadonlyMap<string, string>,
): string[] {
  const moved = new Set<string>();
  let own = loads.get(self) ?? 0;
  for (const [id, { wants, isLeaving }] of notes) {
    if (id === self || isLeaving) continue;
    let theirs = loads.get(id) ?? 0;
    for (const agent of wants) {
      if (own - theirs < 2 || moved.size >= MOST_MOVES) break;
      if (moved.has(agent) || holders.get(agent) !== self || !isIdle(agent)) continue;
      moved.add(agent);
      own--;
      theirs++;
    }
  }
  return [...moved];
}

/** The agents of processes that have at least two more than this one. */
function wishes(
  { self, known }: Situation,
  staying: readonly string[],
  loads: ReadonlyMap<string, number>,
  holders: ReadonlyMap<string, string>,
): string[] {
  const left = new Map(staying.map((id) => [id, loads.get(id) ?? 0]));
  let own = left.get(self) ?? 0;
  const candidates = new Map<string, string[]>();
  for (const agent of known) {
    const holder = holders.get(agent) ?? '';
    if (holder === self || !left.has(holder)) continue;
    const list = candidates.get(holder) ?? [];
    list.push(agent);
    candidates.set(holder, list);
  }
  const wants: string[] = [];
  for (;;) {
    const [richest, load = 0] = [...left]
      .filter(([id]) => (candidates.get(id)?.length ?? 0) > 0)
      .reduce<[string, number] | []>((most, each) => (each[1] > (most[1] ?? 0) ? each : most), []);
    if (richest === undefined || load - own < 2) break;
    const agent = candidates.get(richest)?.pop();
    if (agent === undefined) break;
    wants.push(agent);
    left.set(richest, load - 1);
    own++;
  }
  if (wants.length === 0) return wants;
  return [...wants, ...[...candidates.values()].flat().slice(0, SPARE_WISHES)];
}

/** Writes a note. */
export function writeNote(note: Note): string {
  return JSON.stringify(note);
}

/** Reads the note of any process, of another version too. */
function readNote(text: string): Note {
  try {
    const { isLeaving, wants } = Object(JSON.parse(text)) as Record<string, unknown>;
    return {
      isLeaving: isLeaving === true,
      wants: Array.isArray(wants) ? wants.filter((agent) => typeof agent === 'string') : [],
    };
  } catch {
    return { isLeaving: false, wants: [] };
  }
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const start = Math.floor(list.length * Math.max(by, 0));
  return [...list.slice(start), ...list.slice(0, start)];
}
