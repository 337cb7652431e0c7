import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';

/**
 * Decides whether a command prints JSON: `--json` or `--no-json`, else the variable `MI_OUTPUT`.
 *
 * @param flag - The option; `undefined` when the command line has neither.
 * @throws {@link UsageError} when `MI_OUTPUT` decides, and is not `json` or `text`.
 */
export function wantsJSON(flag: boolean | undefined, env: Context['env']): boolean {
  if (flag !== undefined) return flag;
  const value = env['MI_OUTPUT'] || 'text';
  if (value === 'json' || value === 'text') return value === 'json';
  throw new UsageError(`MI_OUTPUT must be json or text, not ${JSON.stringify(value)}`, {
    hint: 'Set MI_OUTPUT=json to get JSON from every command, or unset it; --json and --no-json override it.',
  });
}
