import { MitosisError } from '@mitosislabs/auth/errors';
import type { Control } from '@mitosislabs/emulator/control';
import { Option } from 'clipanion';
import { keystoreOf } from '../client/connect.ts';
import { addHint } from '../errors/hints.ts';
import { UsageError } from '../errors/UsageError.ts';
import { MiCommand } from './MiCommand.ts';
import { wholeNumber } from './numbers.ts';

/** A command that controls a running `mi dev`. It loads the client of the control plane, and not the emulator. */
export abstract class DevCommand extends MiCommand {
  port = Option.String('--port', {
    description: 'the port of the emulator; default: the only one that runs',
  });
  endpoint = Option.String('--endpoint', {
    description: 'the address of the emulator; its control token may be in MI_DEV_TOKEN',
  });

  /** Runs the command on the emulator. */
  protected abstract act(control: Control): Promise<void>;

  async execute(): Promise<void> {
    const port = wholeNumber('--port', this.port, { min: 1, max: 65_535 });
    if (port !== undefined && this.endpoint !== undefined)
      throw new UsageError('--port and --endpoint exclude each other');
    const { findEmulator, TOKEN_VARIABLE } = await import('../client/runningEmulators.ts');
    const { basePath } = keystoreOf(this.context, this.profile);
    const token = this.context.env[TOKEN_VARIABLE];
    const found = await findEmulator(basePath, { port, endpoint: this.endpoint, token });
    const { connectControl } = await import('@mitosislabs/emulator/control');
    try {
      await this.act(connectControl(found));
    } catch (error) {
      if (error instanceof MitosisError && error.code === 'unauthorized') {
        addHint(
          error,
          `Another emulator runs there now, or the token of ${TOKEN_VARIABLE} is another one's.`,
        );
      }
      throw error;
    }
  }
}
