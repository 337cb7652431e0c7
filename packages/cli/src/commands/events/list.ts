import { setTimeout as sleep } from 'node:timers/promises';
import { EventsAPI } from '@mitosislabs/api/events';
import { Command, Option } from 'clipanion';
import { OfficeCommand } from '../../command/ApiCommand.ts';
import { wholeNumber } from '../../command/numbers.ts';
import { printLine, printRows } from '../../operations/printResult.ts';

const DEFAULT_INTERVAL_S = 2;

/** `mi events list` */
export class EventsList extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'List the events of an office.',
    details: `The newest come first. --follow prints each event as it comes, oldest first, until you press Ctrl-C;
with --json, each is a JSON document on its own line. \`mi events --follow\` is the same.`,
    examples: [
      ['Past events', 'mi events list'],
      ['New events as they come', 'mi events list --follow'],
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

/** Returns the id of an event, or its whole content if it has none. */
function identityOf(event: unknown): string {
  const id: unknown = Reflect.get(Object(event), 'id');
  return typeof id === 'string' ? id : JSON.stringify(event);
}
