import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { CliError } from '../../errors/CliError.ts';
import { ExitCode } from '../../errors/exitCodes.ts';
import { ask } from '../../prompt/ask.ts';

/** `mi offices delete` */
export class OfficesDelete extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Delete an office and everything in it.',
    details: `At a terminal it asks for the office's name first. Without one it needs --yes.
The office must be named: no default is taken for this.`,
    examples: [
      ['Ask first', 'mi offices delete 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['In a script', 'mi offices delete 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 --yes'],
    ],
  });

  office = Option.String({ name: 'office' });
  yes = Option.Boolean('-y,--yes', false, { description: 'do not ask' });

  async execute(): Promise<void> {
    const offices = new OfficesAPI(await this.transport());
    if (!this.yes) {
      if (!this.context.stdin.isTTY) {
        throw new CliError('deleting an office cannot be undone, and there is no terminal to ask at', {
          code: 'confirmation_needed',
          exitCode: ExitCode.confirmation,
          hint: 'Pass --yes when you are sure.',
        });
      }
      const { name } = await offices.get(this.office, this.call);
      const answer = await ask(
        `This deletes the office ${name} for good. Type its name to go on:`,
        this.context,
      );
      if (answer.trim() !== name)
        throw new CliError('nothing was deleted', {
          code: 'not_confirmed',
          exitCode: ExitCode.confirmation,
          hint: 'Type the name as it is shown, or pass --yes.',
        });
    }
    await offices.delete(this.office, this.call);
    this.out.done(`deleted office ${this.office}`, { id: this.office, deleted: true });
  }
}
