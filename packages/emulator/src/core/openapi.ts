import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

let text: string | undefined;

/** The OpenAPI description of the platform, which is derived from the contract and comes with this package. */
export function openapi(): string {
  if (text === undefined) {
    const root = dirname(createRequire(import.meta.url).resolve('@mitosislabs/emulator/package.json'));
    text = readFileSync(join(root, 'openapi.json'), 'utf8');
  }
  return text;
}
