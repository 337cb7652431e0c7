import type { Middleware, RequestOptions, Transport } from '@mitosislabs/transport';
import { Option } from 'clipanion';
import type { Settings, SettingsFlags } from '../client/connect.ts';
import { resolveOffice } from '../client/resolveOffice.ts';
import { UsageError } from '../errors/UsageError.ts';
import type { Planned } from './dryRun.ts';
import { MiCommand } from './MiCommand.ts';

/** A step of a command that sends one request. */
export interface PlannedStep {
  readonly send: () => Promise<unknown>;
  /** When the request goes out, if it is not the first one. */
  readonly note?: string;
  /** The headers that authenticate it. Default: `authorization`. */
  readonly credentials?: readonly string[];
}

/** A command that calls the platform. Loads its dependencies only then: the help needs none. */
export abstract class ApiCommand extends MiCommand {
  endpoint = Option.String('--endpoint', { description: 'the platform to use' });
  /** Whether to print the request that changes something instead of sending it. An option: see `withSafeguards`. */
  protected readonly dryRun: boolean = false;
  /** Whether to skip the confirmation. An option: see `withSafeguards`. */
  protected readonly yes: boolean = false;
  /** Whether the command deletes or replaces something. Set by `withSafeguards`. */
  protected readonly destroys: boolean = false;
  /** Whether a request that takes long is shown on the terminal. */
  protected showsProgress: boolean = true;
  /** Values that must not be printed. */
  protected readonly secrets: string[] = [];
  #settings: Settings | undefined;
  #officeHint: string | undefined;
  readonly #planned: Planned[] = [];
  #isPlanning = false;
  #office: { named: string | undefined; id: Promise<string> } | undefined;

  /** Runs the command. With `--dry-run`, prints the requests of `plan`, or the first one that would change something. */
  override async validateAndExecute(): Promise<number> {
    if (!this.dryRun) return super.validateAndExecute();
    const { plannedRequest, printPlan } = await import('./dryRun.ts');
    try {
      const code = await super.validateAndExecute();
      if (this.#planned.length > 0) await printPlan(this.#planned, this.secrets, this.out);
      return code;
    } catch (error) {
      const planned = plannedRequest(error);
      if (!planned) throw error;
      await printPlan([{ request: planned.request, credentials: ['authorization'] }], this.secrets, this.out);
      return 0;
    }
  }

  /**
   * Notes the requests that the command would send one after another, if it runs with `--dry-run`. Each step is stopped at
   * its first request. Values that only the platform knows are placeholders, such as `<id>`.
   *
   * @returns whether this is a dry run.
   */
  protected async plan(steps: readonly PlannedStep[]): Promise<boolean> {
    if (!this.dryRun) return false;
    const { plannedRequest } = await import('./dryRun.ts');
    this.#isPlanning = true;
    for (const { send, note, credentials = ['authorization'] } of steps) {
      const error = await send().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const planned = plannedRequest(error);
      if (!planned) throw error;
      this.#planned.push({ request: planned.request, note, credentials });
    }
    return true;
  }

  /** The platform and the account. */
  protected async settings(): Promise<Settings> {
    this.#settings ??= await this.#load();
    return this.#settings;
  }

  async #load(flags?: SettingsFlags): Promise<Settings> {
    const { loadSettings } = await import('../client/connect.ts');
    return loadSettings(this.context, { ...flags, endpoint: this.endpoint, profile: this.profile });
  }

  /** The transport to the platform. Throws if no account is signed in. */
  protected async transport(): Promise<Transport> {
    const { connect } = await import('../client/connect.ts');
    const middleware: Middleware[] = [];
    if (this.dryRun) {
      const { stopAtAny, stopAtChange } = await import('./dryRun.ts');
      middleware.push((...call) => (this.#isPlanning ? stopAtAny : stopAtChange)(...call));
    }
    if (this.showsProgress) {
      const { showRequests } = await import('../output/progress.ts');
      middleware.push(showRequests(this.context));
    }
    return connect(this.#settings ?? (await this.#load({ mayLackProfile: true })), middleware);
  }

  /** Returns the id of the office to act on; `named` is the one on the command line. Asks for it once. */
  protected async officeOf(named: string | undefined): Promise<string> {
    if (this.#office?.named !== named || !this.#office) this.#office = { named, id: this.#findOffice(named) };
    return this.#office.id;
  }

  async #findOffice(named: string | undefined): Promise<string> {
    const { id, hint } = await resolveOffice(named, () => this.settings(), this.context);
    this.#officeHint = hint;
    return id;
  }

  /** Returns the id of the office to act on. */
  protected async officeId(): Promise<string> {
    return this.officeOf(undefined);
  }

  /** The names to pick a missing argument from. Default: those that the platform lists. */
  protected namesToPick: (() => Promise<readonly string[]>) | undefined;

  /** Asks at the terminal for a missing argument, which names a thing in the office. */
  protected async pick(word: string): Promise<string> {
    const { pick } = await import('../client/pick.ts');
    const from = {
      office: await this.officeId(),
      transport: () => this.transport(),
      names: this.namesToPick,
    };
    return pick(word, from, this.context);
  }

  /** Asks for the arguments that are missing: the parser puts placeholders in their place. */
  protected override async prepare(): Promise<void> {
    if (!this.context.mustPick) return;
    const { missingWord } = await import('../client/officeThings.ts');
    for (const [name, value] of Object.entries(this)) {
      const word = missingWord(value);
      if (word !== undefined) Reflect.set(this, name, await this.pick(word));
    }
  }

  /**
   * Asks for a confirmation if the command deletes or replaces something, unless `--yes` is given.
   *
   * @throws {@link CliError} unless the answer is yes. Without a terminal it throws without asking.
   */
  protected async confirmLoss(question: string): Promise<void> {
    if (!this.destroys || this.yes || this.dryRun) return;
    const { assertConfirmed } = await import('../prompt/confirmed.ts');
    await assertConfirmed(question, this.context);
  }

  /** Adds a hint to 403 and 404 about an office that the command line does not name: where its id comes from. */
  override async catch(error: unknown): Promise<void> {
    const status: unknown = Reflect.get(Object(error), 'status');
    if (this.#officeHint !== undefined && (status === 403 || status === 404)) {
      const { addHint } = await import('../errors/hints.ts');
      addHint(error, this.#officeHint);
    }
  }

  /** Options of every call: the signal of the run. */
  protected get call(): RequestOptions {
    return { signal: this.context.signal };
  }
}

/** Declares the option that names the office. */
export function officeOption() {
  return Option.String('-o,--office', {
    description: 'the office; default: MITOSIS_OFFICE, the default office, or your only one',
  });
}

/** A command about an office, which `-o` may name. */
export abstract class OfficeCommand extends ApiCommand {
  office = officeOption();

  protected override async officeId(): Promise<string> {
    return this.officeOf(this.office);
  }
}

/** A command about an office, which `-o` or the first argument may name. */
export abstract class OfficeArgumentCommand extends OfficeCommand {
  officeArgument = Option.String({ name: 'office', required: false });

  protected override async officeId(): Promise<string> {
    return this.officeOf(oneOffice(this.office, this.officeArgument));
  }
}

/**
 * Returns the office that the command line names, by `-o` or by an argument.
 *
 * @throws {@link UsageError} if it names two.
 */
export function oneOffice(option: string | undefined, argument: string | undefined): string | undefined {
  if (option !== undefined && argument !== undefined && option !== argument) {
    throw new UsageError(`two offices are named: ${argument} and ${option}`);
  }
  return option ?? argument;
}
