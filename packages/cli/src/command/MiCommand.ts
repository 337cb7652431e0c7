import { Command, Option } from 'clipanion';
import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { Printer } from '../output/Printer.ts';

/** Base of every command: `--json`, `--profile`, and a way to write. */
export abstract class MiCommand extends Command<Context> {
  jsonFlag = Option.Boolean('--json', { description: 'print one JSON document; default: MI_OUTPUT' });
  profile = Option.String('--profile', {
    description: 'the account to act as; default: MI_PROFILE, the current one',
  });
  #out: Printer | undefined;

  /** Whether to print JSON. */
  protected get json(): boolean {
    return wantsJSON(this.jsonFlag, this.context.env);
  }

  protected get out(): Printer {
    this.#out ??= new Printer(this.context, this.json);
    return this.#out;
  }

  override async validateAndExecute(): Promise<number> {
    // Refuses a wrong MI_OUTPUT before anything is sent or written.
    void this.json;
    return super.validateAndExecute();
  }
}

/**
 * Decides whether a command prints JSON: `--json` or `--no-json`, else the variable `MI_OUTPUT`.
 *
 * @param flag - The option; `undefined` when the command line has neither.
 * @throws {@link UsageError} when `MI_OUTPUT` decides, and is not `json` or `text`.
 */
function wantsJSON(flag: boolean | undefined, env: Context['env']): boolean {
  if (flag !== undefined) return flag;
  const value = env['MI_OUTPUT'] || 'text';
  if (value === 'json' || value === 'text') return value === 'json';
  throw new UsageError(`MI_OUTPUT must be json or text, not ${JSON.stringify(value)}`, {
    hint: 'Set MI_OUTPUT=json to get JSON from every command, or unset it; --json and --no-json override it.',
  });
}
