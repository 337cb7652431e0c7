import { join } from 'node:path';

/** Returns the cache folder, for example for the names that completion shows; `undefined` if there is no home. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = env;
  const cache = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  return cache ? join(cache, 'mi') : undefined;
}
