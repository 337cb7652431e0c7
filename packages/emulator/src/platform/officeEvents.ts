import { STREAM_COMMENT_MS } from '../assumptions.ts';
import type { Caller } from '../core/Caller.ts';
import type { EventRow } from '../store/EventStore.ts';
import { deniedNames } from './files.ts';
import type { Platform } from './Platform.ts';
import type { EventType } from './publish.ts';

/** Who reads a stream of events, and from where. */
export interface EventReader {
  /** The reader: an agent sees only its own part. */
  caller: Caller;
  /** How far it had come before. */
  lastEventId: string | undefined;
  /** Fires when it reads no more. */
  signal: AbortSignal;
  /** Whether it still may. */
  mayRead(): boolean;
}

const STREAMED: readonly string[] = ['message', 'task', 'agent', 'file'] satisfies EventType[];
/** Few: each can be as large as a message. */
const BATCH = 16;

/**
 * The events of an office as server-sent events (HTML standard, 9.2): what is new, or what came after `Last-Event-ID`.
 * They are read from the store as fast as the reader takes them, so that a slow one costs nothing.
 */
export async function* officeEvents(
  platform: Platform,
  officeId: string,
  { caller, lastEventId, signal, mayRead }: EventReader,
): AsyncGenerator<string, void, undefined> {
  const { events } = platform.store;
  const { first, last } = events.range(officeId);
  const known = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : undefined;
  const forgotten = known !== undefined && (known > last || known < first - 1);
  let seq = known === undefined || forgotten ? last : known;
  // The id comes first, so that a reader who loses the connection before the first event loses none.
  yield `retry: 1000\nid: ${forgotten ? last : seq}\n: connected\n\n`;
  // What came in between is not remembered any more: the reader must look for itself.
  if (forgotten) yield `id: ${seq}\nevent: full_refresh\ndata: {}\n\n`;
  while (!signal.aborted && mayRead()) {
    const batch = events.after(officeId, seq, BATCH);
    const text = batch
      .filter((event) => STREAMED.includes(event.type) && isFor(platform, caller, event))
      .map(serverSentEvent)
      .join('');
    seq = batch.at(-1)?.seq ?? seq;
    if (text !== '') yield text;
    if (batch.length === 0 && (await newsOrSilence(platform, officeId, signal)) === 'silence') yield ': \n\n';
  }
}

function serverSentEvent({ seq, type, data }: EventRow): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${data}\n\n`;
}

/** Users see all. An agent sees tasks, agents, its own messages and commands, and the files that it was not denied. */
export function isFor(platform: Platform, caller: Caller, { office_id, type, data }: EventRow): boolean {
  if (caller.kind === 'user') return true;
  const { name } = caller.agent;
  const about = JSON.parse(data) as Readonly<Record<string, string | undefined>>;
  switch (type) {
    case 'message':
      if (about['group_id'] === undefined) return about['from_agent'] === name || about['to'] === name;
      return platform.store.groups.members(about['group_id']).includes(name);
    case 'file':
      return !deniedNames(platform, office_id, caller).has(about['name'] ?? '');
    case 'exec':
      return about['by'] === name;
    default:
      return type === 'task' || type === 'agent';
  }
}

/** Waits until there is something new, or nothing to say for a while; ends at once when the signal fires. */
function newsOrSilence(
  platform: Platform,
  officeId: string,
  signal: AbortSignal,
): Promise<'news' | 'silence'> {
  return new Promise((resolve) => {
    const end = (what: 'news' | 'silence') => () => {
      cancel();
      unlisten();
      signal.removeEventListener('abort', news);
      resolve(what);
    };
    const news = end('news');
    const cancel = platform.settings.clock.after(STREAM_COMMENT_MS, end('silence'));
    const unlisten = platform.bus.listen(officeId, news);
    signal.addEventListener('abort', news);
    if (signal.aborted) news();
  });
}
