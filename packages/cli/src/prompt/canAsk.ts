import type { Context } from '../Context.ts';
import { isCI } from '../terminal/isCI.ts';

/**
 * Whether a person can be asked: standard input and standard error are terminals, `CI` is not set, and `--no-input` was not
 * given.
 */
export function canAsk({
  stdin,
  stderr,
  env,
  noInput,
}: Pick<Context, 'stdin' | 'stderr' | 'env' | 'noInput'>): boolean {
  return stdin.isTTY === true && stderr.isTTY === true && !isCI(env) && noInput !== true;
}
