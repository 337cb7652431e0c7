import { Command, Option } from 'clipanion';
import type { Context } from '../Context.ts';
import { Printer } from '../output/Printer.ts';
import { wantsJSON } from '../output/wantsJSON.ts';

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
