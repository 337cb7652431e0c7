import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs a program as a module, and returns the addresses of the files that it loads as modules: V8's coverage names them all.
 *
 * @param {string} program the text of the program
 * @param {NodeJS.ProcessEnv} env its environment
 */
export async function modulesOf(program, env = process.env) {
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-modules-'));
  try {
    const options = { env: { ...env, NODE_V8_COVERAGE: folder }, cwd: import.meta.dirname };
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], options);
    const [file = ''] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8'));
    /** @type {string[]} */
    const urls = result.map(({ url }) => url);
    // The program itself is called `[eval1]`.
    return urls.filter((url) => url.startsWith('file:') && !url.includes('[eval'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
