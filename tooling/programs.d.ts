/** A program that some tests need and npm does not have. */
export type Program =
  | 'chromium'
  | 'tmux'
  | 'less'
  | 'keychain'
  | 'openssl'
  | 'curl'
  | 'bash'
  | 'zsh'
  | 'fish'
  | 'redis'
  | 'postgres'
  | 'node26';

/** The path of a program on this machine; undefined if it, or another that it needs, is not on the PATH. */
export function findProgram(program: Program): string | undefined;

/**
 * The path of a program on this machine.
 *
 * @throws when it is not installed.
 */
export function requireProgram(program: Program): string;

/** True if a program is not on this machine: for `describe.skipIf` and `test.skipIf`. */
export function isMissing(program: Program): boolean;

/**
 * Installs the missing programs on Debian and systems like it, if this user may do so without a password.
 *
 * @returns The programs that are still missing, each with the tests that are left out; and the packages installed.
 */
export function installPrograms(): { missing: string[]; installed: string[] };
