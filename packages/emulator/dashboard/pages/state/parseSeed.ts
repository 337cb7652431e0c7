import { parse } from 'yaml';
import type { Seed } from '../../../src/control/seed/Seed.ts';

/**
 * Reads a seed in JSON or YAML. The emulator checks its content.
 *
 * @throws when the text is neither, with the line and the column.
 */
export function parseSeed(text: string): Seed {
  try {
    // Every JSON text is YAML too, but errors of the JSON parser are clearer.
    const value: unknown = /^\s*[{[]/.test(text) ? JSON.parse(text) : parse(text);
    return (value ?? {}) as Seed;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Error(`This is neither JSON nor YAML: ${reason}`);
  }
}
