import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { ask } from '../../prompt/ask.ts';
import { canAsk, confirmationNeeded, notConfirmed } from '../../prompt/confirmed.ts';

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

  async execute(): Promise<void> {
    const offices = new OfficesAPI(await this.transport());
    if (!this.yes && !this.dryRun) await this.#confirm(offices);
    await offices.delete(this.office, this.call);
    this.out.done(`deleted office ${this.office}`, { id: this.office, deleted: true });
  }

  /** Asks for the office's name: a yes is typed too quickly. */
  async #confirm(offices: OfficesAPI): Promise<void> {
    if (!canAsk(this.context)) throw confirmationNeeded(`delete the office ${this.office} for good`);
    const { name } = await offices.get(this.office, this.call);
    const question = `This deletes the office ${name} for good. Type its name to go on:`;
    const answer = await ask(question, this.context);
    if (answer.trim() !== name) throw notConfirmed('Type the name as it is shown, or pass --yes.');
  }
}
