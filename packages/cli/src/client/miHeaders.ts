import { version } from '../version.ts';

let known: Readonly<Record<string, string>> | undefined;

/** The headers of each request that mi sends. */
export function miHeaders(): Readonly<Record<string, string>> {
  known ??= { 'user-agent': `mi/${version()} node/${process.versions.node}` };
  return known;
}
