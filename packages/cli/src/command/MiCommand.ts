import { Command, Option } from 'clipanion';
import type { Context } from '../Context.ts';
import { type OutputFormat, outputFormat, Printer } from '../output/Printer.ts';

/** Base of every command: `--json`, `--jq`, `--profile`, and a way to write. */
export abstract class MiCommand extends Command<Context> {
  jsonFlag = Option.String('--json', {
    tolerateBoolean: true,
    description: 'print JSON; --json=id,name prints only these fields',
  });
  jq = Option.String('--jq', { description: 'print the JSON result of a jq filter' });
  profile = Option.String('--profile', {
    description: 'the account to use; default: MI_PROFILE, or the current one',
  });
  // Read by `run`, like the next two: they count for errors and help, too.
  debug = Option.Boolean('--debug', false, { description: 'report errors in full' });
  noInput = Option.Boolean('--no-input', false, {
    description: 'never prompt; fail if input is missing',
  });
  noPager = Option.Boolean('--no-pager', false, { description: 'write long text without a pager' });
  /** The operation whose result it prints. Set when its class is loaded. */
  protected readonly resultOf?: string;
  #format: OutputFormat = { json: false };
  #out: Printer | undefined;

  /** Whether to print JSON. */
  protected get json(): boolean {
    return this.#format.json;
  }

  protected get out(): Printer {
    this.#out ??= new Printer(this.context, this.#format);
    return this.#out;
  }

  /** Completes the command before it runs. */
  protected async prepare(): Promise<void> {}

  override async validateAndExecute(): Promise<number> {
    // Refuses wrong options, filters and variables before anything is sent or written.
    this.#format = await outputFormat({ json: this.jsonFlag, jq: this.jq }, this.context.env);
    await this.#requireFields();
    await this.prepare();
    return super.validateAndExecute();
  }

  async #requireFields(): Promise<void> {
    const { fields } = this.#format;
    // Lines that follow are not the result.
    if (!fields || this.resultOf === undefined || Reflect.get(this, 'follow') === true) return;
    const { requireFields } = await import('../output/requireFields.ts');
    this.#format = { ...this.#format, areFieldsKnown: await requireFields(this.resultOf, fields) };
  }
}
