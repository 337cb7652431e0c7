import { spawn } from 'node:child_process';
import * as nodeModule from 'node:module';
import { basename, dirname } from 'node:path';
import { KEYCHAIN_PROGRAM, type KeychainAnswer, type KeychainRequest } from './keychainProgram.ts';

/** The error when the optional package is not installed. */
export const NOT_INSTALLED = '@napi-rs/keyring is not installed';
/** How long its process may take to start, in ms. A slow start is due to the machine, not to the keychain. */
const LONGEST_START_MS = 20_000;
/**
 * The names of executables that run a program given as an argument. An application with a built-in Node would
 * start itself instead.
 */
const RUNTIME = /^(?:node|nodejs|bun)[-\d.]*(?:\.exe)?$/i;

/**
 * Asks the keychain in a child process. A secret service that does not respond blocks the calling process, timers
 * included. A child process can be killed.
 *
 * @param limit - How long the keychain may take to respond, in ms. Starting the process does not count.
 * @returns the response of the keychain, or the reason why there is none. Never rejects.
 */
export async function askKeychain(request: KeychainRequest, limit: number): Promise<KeychainAnswer> {
  const library = libraryPath();
  if (library === undefined) return { error: NOT_INSTALLED };
  if (!RUNTIME.test(basename(process.execPath))) return { error: 'there is no Node to run its program' };
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', KEYCHAIN_PROGRAM, library], {
      env,
      // Not the folder of the caller: files there must not affect the program.
      cwd: dirname(library),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const end = (answer: KeychainAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const giveUp = (): void => {
      child.kill('SIGKILL');
      end({ error: `it did not respond within ${limit / 1_000} s` });
    };
    let timer = setTimeout(giveUp, LONGEST_START_MS);
    child.once('error', (error) => end({ error: error.message }));
    let output = '';
    // A process with too many open files gets no streams; `error` follows.
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    // Its first output is a space, written just before it calls the keychain.
    child.stdout?.once('data', () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, limit);
    });
    child.once('close', () => end(answerOf(output, request)));
    // It ends early when it is killed; `close` reports that.
    child.stdin?.on('error', () => undefined).end(JSON.stringify(request));
  });
}

/**
 * Finds the optional package. Reads the function by its name: a bundler would follow a plain call to the package's native
 * binary, which it cannot bundle.
 */
function libraryPath(): string | undefined {
  try {
    const createRequire: typeof nodeModule.createRequire = Reflect.get(nodeModule, 'createRequire');
    return createRequire(import.meta.url).resolve('@napi-rs/keyring');
  } catch {
    return undefined;
  }
}

function answerOf(output: string, { secret }: KeychainRequest): KeychainAnswer {
  try {
    const answer: KeychainAnswer = JSON.parse(output);
    const error = secret ? answer.error?.replaceAll(secret, '…') : answer.error;
    return error === undefined ? answer : { error };
  } catch {
    return { error: 'it ended without a response' };
  }
}
