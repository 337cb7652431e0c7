import type { ToolCall } from '../brain/Model.ts';

/** Joins the calls of tools in an answer, which come in pieces. */
export class CallPieces {
  readonly #calls: { index: unknown; id: string; name: string; input: string }[] = [];

  /** Adds what one event, or the whole body, has of them. */
  add(pieces: unknown): void {
    if (!Array.isArray(pieces)) return;
    for (const piece of pieces) {
      const { index, id = '', function: called } = Object(piece) as Record<string, unknown>;
      const { name = '', arguments: input = '' } = Object(called) as Record<string, unknown>;
      const known = this.#find(index, String(id ?? ''));
      known.id ||= String(id ?? '');
      known.name ||= String(name ?? '');
      // Some servers send an object.
      known.input += typeof input === 'string' ? input : JSON.stringify(input ?? '');
    }
  }

  /** The calls, when the answer is complete. */
  get calls(): ToolCall[] {
    return this.#calls.map(({ id, name, input }) => ({ id, name, input }));
  }

  /** The call that a piece belongs to. Servers number them; some send whole calls, each with an id. */
  #find(index: unknown, id: string) {
    const isNumbered = typeof index === 'number';
    let known = isNumbered
      ? this.#calls.find((call) => call.index === index && (id === '' || call.id === '' || call.id === id))
      : id === ''
        ? this.#calls.at(-1)
        : this.#calls.find((call) => call.id === id);
    if (!known) {
      known = { index, id: '', name: '', input: '' };
      this.#calls.push(known);
    }
    return known;
  }
}
