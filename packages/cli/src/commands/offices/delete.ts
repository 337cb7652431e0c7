import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command } from 'clipanion';
import { OfficeArgumentCommand, oneOffice } from '../../command/ApiCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { ask } from '../../prompt/ask.ts';
import { canAsk } from '../../prompt/canAsk.ts';
import { confirmationNeeded, notConfirmed } from '../../prompt/confirmed.ts';

/** `mi offices delete` */
export class OfficesDelete extends OfficeArgumentCommand {
  static override usage = Command.Usage({
    description: 'Delete an office and everything in it.',
    details: `At a terminal it asks for the office's name first. Without a terminal it needs --yes.
The office must be named: this command uses no default.`,
    examples: [
      ['Ask first', 'mi offices delete 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      ['In a script', 'mi offices delete 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 --yes'],
    ],
  });

  /** How the help shows the argument, which `-o` may replace. */
  static shown = { arguments: ['<office>'], required: [] };

  async execute(): Promise<void> {
    const named = oneOffice(this.office, this.officeArgument);
    if (named === undefined) {
      throw new UsageError('<office> is missing', { hint: '`mi offices list` shows yours.' });
    }
    const offices = new OfficesAPI(await this.transport());
    const mustAsk = !this.yes && !this.dryRun;
    if (mustAsk && !canAsk(this.context)) throw confirmationNeeded(`delete the office ${named} for good`);
    const id = await this.officeOf(named);
    if (mustAsk) await this.#confirm(offices, id);
    await offices.delete(id, this.call);
    this.out.done(`deleted office ${id}`, { id, deleted: true });
  }

  /** Asks for the office's name, because a yes is typed too easily. */
  async #confirm(offices: OfficesAPI, id: string): Promise<void> {
    const { name } = await offices.get(id, this.call);
    const question = `This deletes the office ${name} for good. Type its name to go on:`;
    const answer = await ask(question, this.context);
    if (answer.trim() !== name) throw notConfirmed('Type the name as it is shown, or pass --yes.');
  }
}
