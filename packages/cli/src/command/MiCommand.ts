import { Command, Option } from 'clipanion';
import type { Context } from '../Context.ts';
import { Printer } from '../output/Printer.ts';

/** What every command has: `--json`, `--profile`, and a way to write. */
export abstract class MiCommand extends Command<Context> {
  json = Option.Boolean('--json', false, { description: 'print one JSON document' });
  profile = Option.String('--profile', {
    description: 'the account to act as; default: MI_PROFILE, the current one',
  });
  #out: Printer | undefined;

  protected get out(): Printer {
    this.#out ??= new Printer(this.context, this.json);
    return this.#out;
  }
}
