import { randomUUID } from 'node:crypto';

/** How many tasks' contexts are remembered. */
const REMEMBERED = 10_000;
/** Longer ids of clients are replaced. */
const LONGEST_ID = 256;

/** The contexts of tasks. The platform keeps none: that of a task of an earlier start is the task's own id. */
export class Contexts {
  readonly #contexts = new Map<string, string>();

  /** The context of a task. */
  of(taskId: string): string {
    return this.#contexts.get(taskId) ?? taskId;
  }

  /** Remembers the context that a client named; makes one if it named none. A task that has one keeps it. */
  set(taskId: string, named: string): void {
    if (this.#contexts.has(taskId)) return;
    this.#contexts.set(taskId, named !== '' && named.length <= LONGEST_ID ? named : randomUUID());
    for (const oldest of this.#contexts.keys()) {
      if (this.#contexts.size <= REMEMBERED) break;
      this.#contexts.delete(oldest);
    }
  }
}
