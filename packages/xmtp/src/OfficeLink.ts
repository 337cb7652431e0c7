import type { EventSource } from './ChannelOptions.ts';
import { Lane } from './Lane.ts';
import type { Link } from './Link.ts';
import type { OfficeEvents } from './OfficeEvents.ts';

/** What the sessions of one office share: one event stream, and one connection for what they ask; or two without it. */
export class OfficeLink implements Link {
  readonly lane: Lane;
  readonly #events: Promise<OfficeEvents | undefined> | undefined;
  readonly #officeId: string;
  readonly #source: EventSource | undefined;

  constructor(officeId: string, source: EventSource | undefined) {
    this.#officeId = officeId;
    this.#source = source;
    this.lane = new Lane(source ? 1 : 2);
  }

  listen(kind: 'agent' | 'group', name: string, wake: () => void): () => void {
    let isOver = false;
    let unlisten: (() => void) | undefined;
    void this.#load().then((events) => {
      if (!isOver) unlisten = events?.listen(kind, name, wake);
    });
    return () => {
      isOver = true;
      unlisten?.();
    };
  }

  /** Closes the event stream. */
  close(): void {
    void this.#events?.then((events) => events?.close());
  }

  /** With the first who listens: who does not should not carry it. Without it there is looking. */
  async #load(): Promise<OfficeEvents | undefined> {
    return undefined;
  }
}
