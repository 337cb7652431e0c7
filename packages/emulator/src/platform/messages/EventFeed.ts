import { onAbort } from '@mitosislabs/auth/async';
import { ANSWER_CHARACTERS, PAGE, STREAM_COMMENT_MS } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import type { EventRow } from '../../store/tables/activity.ts';
import { type Resources, Service } from '../Service.ts';
import type { FileAccess } from '../work/FileAccess.ts';
import type { Events, EventType } from './Events.ts';

/** A reader of an event stream. */
export interface EventReader {
  /** The reader. An agent sees only its own part. */
  caller: Caller;
  /** The last event that it has. */
  lastEventId: string | undefined;
  /** Aborts when it stops reading. */
  signal: AbortSignal;
  /** Whether it may still read. */
  mayRead(): boolean;
}

const STREAMED: readonly string[] = ['message', 'task', 'agent', 'file'] satisfies EventType[];
/** Events read at once. Few, because each can be as large as a message. */
const BATCH = 16;

/** The events of offices as callers see them. */
export class EventFeed extends Service {
  readonly #events: Events;
  readonly #fileAccess: FileAccess;
  /** The batch that was read last, and what it depends on. Most streams of an office stand at the same event. */
  #last: { readonly key: readonly unknown[]; readonly batch: readonly EventRow[] } = { key: [], batch: [] };

  constructor(resources: Resources, { events, fileAccess }: { events: Events; fileAccess: FileAccess }) {
    super(resources);
    this.#events = events;
    this.#fileAccess = fileAccess;
  }

  /** The latest events that a caller may see, newest first, of one type or all. */
  latest(officeId: string, caller: Caller, type?: EventType): EventRow[] {
    return this.tables.events
      .latest(officeId, PAGE.most, ANSWER_CHARACTERS / 2, type)
      .filter((event) => this.#isVisible(caller, event));
  }

  /**
   * Streams the events of an office as server-sent events (HTML standard, 9.2): new ones, or those after `Last-Event-ID`.
   * They are read from the store as fast as the reader takes them, so a slow reader takes no memory.
   */
  async *stream(
    officeId: string,
    { caller, lastEventId, signal, mayRead }: EventReader,
  ): AsyncGenerator<string, void, undefined> {
    const last = this.#position(officeId);
    const first = Math.max(this.tables.events.range(officeId).first - 1, this.#replacedAt());
    let { generation } = this.db;
    const known = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : undefined;
    const forgotten = known !== undefined && (known > last || known < first);
    let seq = known === undefined || forgotten ? last : known;
    // The id comes first: a reader that loses the connection before the first event misses none.
    yield `retry: 1000\nid: ${forgotten ? last : seq}\n: connected\n\n`;
    // The events in between are deleted, so the reader must read the lists again.
    if (forgotten) yield fullRefresh(seq);
    while (!signal.aborted && mayRead()) {
      if (generation !== this.db.generation) {
        generation = this.db.generation;
        seq = this.#position(officeId);
        yield fullRefresh(seq);
        continue;
      }
      const batch = this.#after(officeId, seq);
      const text = batch
        .filter((event) => STREAMED.includes(event.type) && this.#isVisible(caller, event))
        .map(serverSentEvent)
        .join('');
      seq = batch.at(-1)?.seq ?? seq;
      if (text !== '') yield text;
      if (batch.length === 0 && !(await this.#nextEvent(officeId, signal))) yield ': \n\n';
    }
  }

  /** The events after one of them, a few at once. Streams that stand at the same event share the query. */
  #after(officeId: string, seq: number): readonly EventRow[] {
    const key = [officeId, seq, this.#events.published, this.db.generation];
    if (key.some((part, index) => part !== this.#last.key[index])) {
      const after = { office_id: officeId, seq: { '>': seq } };
      this.#last = { key, batch: this.tables.events.all(after, { orderBy: 'seq', limit: BATCH }) };
    }
    return this.#last.batch;
  }

  /** The number of an office's last event, or the one from which events belong to the current state. */
  #position(officeId: string): number {
    return Math.max(this.tables.events.range(officeId).last, this.#replacedAt());
  }

  /** Events up to this number belong to an earlier state. */
  #replacedAt(): number {
    return this.tables.replacements.last()?.event_seq ?? 0;
  }

  /** Users see all events. An agent sees tasks, agents, its messages and commands, and the files that it was not denied. */
  #isVisible(caller: Caller, { office_id, type, data }: EventRow): boolean {
    if (caller.kind === 'user') return true;
    const { name } = caller.agent;
    const about = JSON.parse(data) as Readonly<Record<string, string | undefined>>;
    switch (type) {
      case 'message':
        if (about['group_id'] === undefined) return about['from_agent'] === name || about['to'] === name;
        return this.tables.members.names(about['group_id']).includes(name);
      case 'file':
        return !this.#fileAccess.denied(office_id, caller).has(about['name'] ?? '');
      case 'exec':
        return about['by'] === name;
      default:
        return type === 'task' || type === 'agent';
    }
  }

  /**
   * Waits for an event; resolves to `false` if none comes within the interval of comments. Ends at once when the signal
   * aborts.
   */
  #nextEvent(officeId: string, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isThere: boolean) => () => {
        cancel();
        unlisten();
        release();
        resolve(isThere);
      };
      const happened = end(true);
      const cancel = this.clock.after(STREAM_COMMENT_MS, end(false));
      const unlisten = this.#events.listen(officeId, happened);
      const release = onAbort(signal, happened);
      if (signal.aborted) happened();
    });
  }
}

function fullRefresh(seq: number): string {
  return `id: ${seq}\nevent: full_refresh\ndata: {}\n\n`;
}

function serverSentEvent({ seq, type, data }: EventRow): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${data}\n\n`;
}
