import { join } from 'node:path';
import { apiKeyVariable } from '@mitosislabs/api/account';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { Command } from 'clipanion';
import { keystoreOf } from '../client/connect.ts';
import { overrides } from '../client/variables.ts';
import { ApiCommand } from '../command/ApiCommand.ts';
import { shortKey } from '../login/keepAccount.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** `mi whoami` */
export class Whoami extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Show who is signed in, and where. Also says where the key is stored.',
    details: `The key is checked against the platform: exit code 0 means that it is accepted, 3 that it is not.`,
    examples: [
      ['Ask', 'mi whoami'],
      ['Another account than the current one', 'mi whoami --profile work'],
      ['For a script', 'mi whoami --json'],
    ],
  });

  async execute(): Promise<void> {
    const settings = await this.settings();
    const offices = await new OfficesAPI(await this.transport()).list(this.call);
    const { apiKey, email, endpoint, dashboardEndpoint, defaultOffice, profile } = settings;
    const key = apiKey && shortKey(apiKey.value);
    const keyFrom = apiKey?.from ?? 'file';
    const file = apiKey ? 'config.json' : 'keys/jwt.key';
    const keyPath = keyFrom === 'file' ? join(keystoreOf(this.context).basePath, file) : undefined;
    const who = email ?? offices[0]?.owner_id;
    const lines = [
      `logged in${who === undefined ? '' : ` as ${who}`} (${key === undefined ? 'JWT secret' : `API key ${key}`})`,
      `endpoint: ${endpoint}`,
      `profile: ${profile}`,
      `key from: ${keyPath ?? (keyFrom === 'environment' ? apiKeyVariable(this.context.env)?.name : 'the keychain of this machine')}`,
      `offices: ${offices.length}`,
    ];
    this.out.text(lines.map(escapeLine).join('\n'), {
      email,
      apiKey: key,
      keyFrom,
      keyPath,
      profile,
      endpoint,
      dashboardEndpoint,
      defaultOffice,
      offices: offices.length,
    });
    for (const line of overrides(this.context, this.profile)) this.out.note(line);
  }
}
