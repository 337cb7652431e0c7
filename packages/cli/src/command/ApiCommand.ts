import type { RequestOptions, Transport } from '@mitosislabs/transport';
import { Option } from 'clipanion';
import { connect } from '../client/connect.ts';
import { loadSettings, type Settings } from '../client/loadSettings.ts';
import { MiCommand } from './MiCommand.ts';

/** A command that talks to the platform. */
export abstract class ApiCommand extends MiCommand {
  endpoint = Option.String('--endpoint', { description: 'the platform to use' });
  #settings: Settings | undefined;

  /** Where to go, and as whom. */
  protected async settings(): Promise<Settings> {
    this.#settings ??= await loadSettings(this.context, { endpoint: this.endpoint });
    return this.#settings;
  }

  /** The pipe to the platform; somebody must be signed in. */
  protected async transport(): Promise<Transport> {
    return connect(await this.settings());
  }

  /** What every call gets: the run’s own signal. */
  protected get call(): RequestOptions {
    return { signal: this.context.signal };
  }
}
