import type { Group } from '@mitosislabs/api/contract';
import type { Client, World } from '../world.ts';

/** The stage for one operation: an office of its own. */
export interface Stage {
  readonly world: World;
  /** The office, the owner's. */
  readonly id: string;
  readonly owner: Client;
  /** Signs as the agent `aria` of that office, who is ready. */
  readonly aria: Client;
  /** Lets time pass on the emulator's clock. */
  pass(ms: number): void;
}

/** Calls one operation with success, looks at its answer, and lets another operation tell what it did. */
export type Entry = (stage: Stage) => Promise<void>;

/** Entries for the operations of a group. An operation without one is tried as the contract describes it. */
export type Entries<G extends Group> = { readonly [Name in keyof G]?: Entry };

/** Files are bytes. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
