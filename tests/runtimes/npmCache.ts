import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { onceARun } from './onceARun.ts';

/**
 * The variable that gives a program with another HOME the cache of this one's npm: what was downloaded once stays
 * downloaded.
 */
export async function npmCache(): Promise<Record<string, string>> {
  const npm_config_cache = await onceARun('npm-cache', async () => {
    const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'cache']);
    return stdout.trim();
  });
  return { npm_config_cache };
}
