import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command } from 'clipanion';
import { shortKey } from '../client/shortKey.ts';
import { ApiCommand } from '../command/ApiCommand.ts';
import { inertLine } from '../output/inert.ts';

/** `mi whoami` */
export class Whoami extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Show who is signed in, and where.',
    details: `The key is checked against the platform: exit code 0 means that it is accepted. --json also says where the
platform is and where the key comes from.`,
    examples: [
      ['Ask', 'mi whoami'],
      ['For a script', 'mi whoami --json'],
    ],
  });

  async execute(): Promise<void> {
    const settings = await this.settings();
    const offices = await new OfficesAPI(await this.transport()).list(this.call);
    const { apiKey, email, endpoint, dashboardEndpoint, defaultOffice } = settings;
    const key = shortKey(apiKey?.value ?? '');
    const who = email ?? offices[0]?.owner_id;
    this.out.text(`logged in${who === undefined ? '' : ` as ${inertLine(who)}`} (API key ${key})`, {
      email,
      apiKey: key,
      keyFrom: apiKey?.from,
      endpoint,
      dashboardEndpoint,
      defaultOffice,
      offices: offices.length,
    });
  }
}
