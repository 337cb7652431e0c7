import type { RequestOptions, Transport } from '@mitosislabs/transport';
import { Option } from 'clipanion';
import type { Settings } from '../client/loadSettings.ts';
import { resolveOffice } from '../client/resolveOffice.ts';
import { MiCommand } from './MiCommand.ts';

/** A command that calls the platform. Loads its dependencies when it does: the help needs none of them. */
export abstract class ApiCommand extends MiCommand {
  endpoint = Option.String('--endpoint', { description: 'the platform to use' });
  #settings: Settings | undefined;
  #officeHint: string | undefined;

  /** The platform and the account. */
  protected async settings(): Promise<Settings> {
    const { loadSettings } = await import('../client/loadSettings.ts');
    this.#settings ??= await loadSettings(this.context, { endpoint: this.endpoint, profile: this.profile });
    return this.#settings;
  }

  /** The transport to the platform. Throws if no account is signed in. */
  protected async transport(): Promise<Transport> {
    const { connect } = await import('../client/connect.ts');
    return connect(await this.settings());
  }

  /** Returns the id of the office to act on; `named` is the one on the command line. */
  protected async officeOf(named: string | undefined): Promise<string> {
    const { id, hint } = await resolveOffice(named, () => this.settings(), this.context);
    this.#officeHint = hint;
    return id;
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
