import type { Control } from '@mitosislabs/emulator/control';
import { Command } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { CliError } from '../../errors/CliError.ts';
import { ExitCode } from '../../errors/exitCodes.ts';
import { readSecret } from '../../prompt/readSecret.ts';

/** `mi dev revoke` */
export class DevRevoke extends DevCommand {
  static override usage = Command.Usage({
    description: 'Revoke an API key of `mi dev`.',
    details: `Requests with the key get 401 from then on. The key is read from standard input, or typed unseen at a terminal: arguments
are visible to other programs. \`mi dev user\` issues another one.`,
    examples: [['Type it, or pipe it in', 'mi dev revoke']],
  });

  protected async act(control: Control): Promise<void> {
    const apiKey = await readSecret('API key to revoke (input is hidden):', this.context);
    if (!(await control.revokeKey(apiKey))) {
      throw new CliError('the emulator has no such key', {
        code: 'not_found',
        exitCode: ExitCode.notFound,
        hint: 'Another emulator may have issued it: --port or --endpoint names one. It may be revoked already.',
      });
    }
    this.out.done('revoked the key', { revoked: true });
  }
}
