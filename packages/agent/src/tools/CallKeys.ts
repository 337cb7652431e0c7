/**
 * Names calls: the same call of the same work has the same key, also after a restart in which the model asks again.
 * The number tells equal calls apart.
 */
export class CallKeys {
  readonly #work: string;
  readonly #counts = new Map<string, number>();

  /** @param round - How often the task was handed on: its work begins again then. */
  constructor(workId: string, round: number) {
    const id = /^[!-~]{1,100}$/.test(workId) ? workId : hash(workId);
    this.#work = round === 0 ? id : `${id}-${round}`;
  }

  /** Returns the key of the next call with that name and input. */
  next(name: string, input: string): string {
    const call = `${name}-${hash(input)}`;
    const count = this.#counts.get(call) ?? 0;
    this.#counts.set(call, count + 1);
    return `tool-${this.#work}-${call}-${count}`;
  }
}

/** A hash of 53 bits (cyrb53), in hex. It only has to differ between the calls of one task. */
function hash(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(16);
}
