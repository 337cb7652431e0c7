import type { Group } from '@mitosislabs/api/contract';
import type { Client, World } from '../world.ts';

/** The stage for one operation: an office of its own. */
export interface Stage {
  readonly world: World;
  /** The id of the owner's office. */
  readonly id: string;
  readonly owner: Client;
  /** Signs as the agent `aria` of that office, who is ready. */
  readonly aria: Client;
  /** Lets time pass on the emulator's clock. */
  pass(ms: number): void;
}

/** Calls one operation with success, checks its answer, and checks its effect with another operation. */
export type Entry = (stage: Stage) => Promise<void>;

/** Entries for the operations of a group. An operation without one is tried as the contract describes it. */
export type Entries<G extends Group> = { readonly [Name in keyof G]?: Entry };

/** The bytes of a text, for files. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
