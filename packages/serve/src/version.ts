import { readFileSync } from 'node:fs';

// The same from `src/` and from `dist/`.
const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The version of this package. */
export const version = String(Reflect.get(Object(manifest), 'version'));
