import { setTimeout as sleep } from 'node:timers/promises';
import { EventsAPI } from '@mitosislabs/api/events';
import { Command, Option } from 'clipanion';
import { wholeNumber } from '../../command/numbers.ts';
import { OfficeCommand } from '../../command/OfficeCommand.ts';
import { printLine, printRows } from '../../operations/printResult.ts';

const DEFAULT_INTERVAL_S = 2;

/** `mi events list` */
export class EventsList extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'List what happened in an office.',
    details: `The newest come first. --follow prints each event as it comes, oldest first, until it is interrupted with Ctrl-C;
with --json, each is a document on a line of its own. \`mi events --follow\` is the same.`,
    examples: [
      ['What happened', 'mi events list'],
      ['And what happens', 'mi events list --follow'],
    ],
  });

  follow = Option.Boolean('-f,--follow', false, { description: 'print new events as they come' });
  interval = Option.String('--interval', {
    description: `with --follow: seconds between two polls; default: ${DEFAULT_INTERVAL_S}`,
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--interval', this.interval, { min: 1, max: 3_600 }) ?? DEFAULT_INTERVAL_S;
    const office = await this.officeId();
    const events = new EventsAPI(await this.transport());
    const first = await events.list(office, this.call);
    if (!this.follow) return printRows(first, undefined, this.out);
    let seen = new Set(first.map(identityOf));
    for (const event of [...first].reverse()) printLine(event, this.out);
    for (;;) {
      await sleep(seconds * 1_000, undefined, { signal: this.context.signal });
      const found = await events.list(office, this.call);
      const added = found.filter((event) => !seen.has(identityOf(event)));
      for (const event of added.reverse()) printLine(event, this.out);
      // Only what the server still lists can come again.
      seen = new Set(found.map(identityOf));
    }
  }
}

/** The id of an event; of one without an id its whole content. */
function identityOf(event: unknown): string {
  const id: unknown = Reflect.get(Object(event), 'id');
  return typeof id === 'string' ? id : JSON.stringify(event);
}
