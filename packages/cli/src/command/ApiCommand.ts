import type { RequestOptions, Transport } from '@mitosislabs/transport';
import { Option } from 'clipanion';
import type { Settings } from '../client/loadSettings.ts';
import { resolveOffice } from '../client/resolveOffice.ts';
import { MiCommand } from './MiCommand.ts';

/** A command that talks to the platform. What it talks with is loaded when it does: help needs none of it. */
export abstract class ApiCommand extends MiCommand {
  endpoint = Option.String('--endpoint', { description: 'the platform to use' });
  #settings: Settings | undefined;
  #officeHint: string | undefined;

  /** Where to go, and as whom. */
  protected async settings(): Promise<Settings> {
    const { loadSettings } = await import('../client/loadSettings.ts');
    this.#settings ??= await loadSettings(this.context, { endpoint: this.endpoint, profile: this.profile });
    return this.#settings;
  }

  /** The pipe to the platform; somebody must be signed in. */
  protected async transport(): Promise<Transport> {
    const { connect } = await import('../client/connect.ts');
    return connect(await this.settings());
  }

  /** The id of the office to act on; `named` is what the command line says of it. */
  protected async officeOf(named: string | undefined): Promise<string> {
    const { id, hint } = await resolveOffice(named, () => this.settings(), this.context);
    this.#officeHint = hint;
    return id;
  }

  /** Says where the office comes from, when it is not there, or somebody else's, and nobody named it. */
  override async catch(error: unknown): Promise<void> {
    const status: unknown = Reflect.get(Object(error), 'status');
    if (this.#officeHint !== undefined && (status === 403 || status === 404)) {
      const { addHint } = await import('../errors/addedHints.ts');
      addHint(error, this.#officeHint);
    }
  }

  /** What every call gets: the run’s own signal. */
  protected get call(): RequestOptions {
    return { signal: this.context.signal };
  }
}
