import { MitosisError } from '@mitosislabs/auth/errors';
import { within } from '../async/within.ts';
import type { OfficeClient } from '../office/OfficeClient.ts';
import type { Progress } from './Progress.ts';

/** How often an unfinished message or task is started. */
const MOST_STARTS = 3;
/** How long an interrupted item waits for another one, in ms. */
const ALONE_MS = 60_000;
/** The type of the notes that count starts without a memory. */
const NOTE = 'taken_up';
/** How many notes to read. */
const MOST_NOTES = 1_000;

/**
 * Counts the starts of each message and task before work begins. An item that ends the process (it exits, or runs out of
 * memory) is given up after a few starts, so that later items get done. An agent without a memory counts in its
 * activity on the platform, and only items that were waiting when it started.
 */
export class Attempts {
  readonly #client: OfficeClient;
  readonly #progress: Progress;
  /** The last interrupted item: these run alone, so that each is blamed only for its own crashes. */
  #last: Promise<unknown> = Promise.resolve();
  #notes: Promise<readonly string[]> | undefined;
  #active = 0;

  constructor(client: OfficeClient, progress: Progress) {
    this.#client = client;
    this.#progress = progress;
  }

  /**
   * Does the work on one message or task.
   *
   * @param key - The id of the message or task.
   * @param wasWaiting - Whether it was there when the agent started: an earlier process may have started it.
   * @param work - The work.
   * @throws {@link MitosisError} `gave_up` without doing the work when it was started too often. Rethrows errors of the work.
   */
  async run(key: string, wasWaiting: boolean, work: () => Promise<void>): Promise<void> {
    this.#active++;
    try {
      await this.#run(key, wasWaiting, work);
    } finally {
      this.#active--;
    }
  }

  /** Whether no work is in progress. */
  get isIdle(): boolean {
    return this.#active === 0;
  }

  async #run(key: string, wasWaiting: boolean, work: () => Promise<void>): Promise<void> {
    const starts = await this.#startsOf(key, wasWaiting);
    assertFew(starts);
    const once = async (): Promise<void> => {
      if (this.#client.working.aborted) return;
      await this.#begin(key, wasWaiting);
      await work();
      if (!this.#client.working.aborted) this.end(key);
    };
    if (starts === 0) return once();
    const turn = within(ALONE_MS, this.#last).then(once);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Forgets the starts of finished items. */
  end(key: string): void {
    this.#progress.end(key);
  }

  async #startsOf(key: string, wasWaiting: boolean): Promise<number> {
    if (this.#progress.isKept) return this.#progress.startsOf(key);
    return wasWaiting ? this.#notedStartsOf(key) : 0;
  }

  async #notedStartsOf(key: string): Promise<number> {
    this.#notes ??= this.#readNotes();
    return (await this.#notes).filter((note) => note.endsWith(` ${key}`)).length;
  }

  async #begin(key: string, wasWaiting: boolean): Promise<void> {
    if (this.#progress.isKept) await this.#progress.begin(key);
    // Without a memory, or if it cannot be written, the platform counts.
    if (this.#progress.isKept || !wasWaiting) return;
    assertFew(await this.#notedStartsOf(key));
    await this.#client.note(NOTE, `Takes up what was waiting: ${key}`);
  }

  async #readNotes(): Promise<readonly string[]> {
    const { employees, officeId, self, working } = this.#client;
    try {
      const events = await this.#client.persist(
        (options) => employees.activity(officeId, self, { limit: MOST_NOTES }, options),
        working,
      );
      return events.filter(({ type }) => type === NOTE).map(({ summary }) => summary);
    } catch (error) {
      this.#client.report(error);
      return [];
    }
  }
}

function assertFew(starts: number): void {
  if (starts < MOST_STARTS) return;
  throw new MitosisError(`The agent's process ended ${starts} times while it was working on this.`, {
    code: 'gave_up',
    hint: 'Check the log of the process for the reason.',
  });
}
