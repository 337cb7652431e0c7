import { readFileSync } from 'node:fs';

/** Returns this package's version. */
export function version(): string {
  // The same from `src/` and from `dist/`.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}

let known: Readonly<Record<string, string>> | undefined;

/** Returns the headers of every request that mi sends. */
function miHeaders(): Readonly<Record<string, string>> {
  known ??= { 'user-agent': `mi/${version()} node/${process.versions.node}` };
  return known;
}

/** The options of each transport. People cannot set the limit, and a command may take memory for a moment: 32 MiB. */
export const miOptions = { headers: miHeaders, maxResponseBytes: 32 * 1024 * 1024 };
