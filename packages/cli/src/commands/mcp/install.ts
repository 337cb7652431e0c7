import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Command, Option } from 'clipanion';
import { McpCommand } from '../../command/McpCommand.ts';
import { optionalPackage } from '../../command/optionalPackage.ts';
import { CliError } from '../../errors/CliError.ts';

/** `mi mcp install` */
export class McpInstall extends McpCommand {
  static override usage = Command.Usage({
    description: 'Set up the MCP server in a client.',
    details: `Writes the entry \`mitosis\` to the configuration of the client, where its documentation says. Shows the change and
asks first; keeps a copy of the file, and everything else in it. The entry holds no key: the server finds the account
as mi does.`,
    examples: [
      ['In Cursor', 'mi mcp install --client cursor --yes'],
      ['In Zed, only to look', 'mi mcp install --client zed --read-only --yes'],
    ],
  });

  client = Option.String('--client', {
    required: true,
    description: 'claude, claude-code, cursor, vscode or zed',
  });
  withKey = Option.Boolean('--with-key', false, {
    description: 'write the API key into the configuration, where other programs can read it',
  });
  override yes = Option.Boolean('-y,--yes', false, { description: 'do not ask' });

  async execute(): Promise<void> {
    const { env } = this.context;
    const { installServer } = await optionalPackage(
      '@mitosislabs/mcp',
      () => import('@mitosislabs/mcp/install'),
    );
    const key = this.withKey ? await this.#key() : undefined;
    const result = await installServer({
      client: this.client as 'cursor',
      args: this.#args(),
      env: {
        // The client starts the server in another folder.
        ...(env['MITOSIS_HOME'] && { MITOSIS_HOME: resolve(env['MITOSIS_HOME']) }),
        ...(key && { MITOSIS_API_KEY: key }),
      },
      machine: { home: env['HOME'] || env['USERPROFILE'] || homedir(), env },
      confirm: async ({ title, file, server = '' }) => {
        if (this.yes) return true;
        const { assertConfirmed } = await import('../../prompt/confirmed.ts');
        const shown = key === undefined ? server : server.replaceAll(key, '[the API key]');
        this.out.note(shown);
        await assertConfirmed(
          `Write this to ${file}, for ${title}?`,
          this.context,
          'Pass --yes when you are sure.',
        );
        return true;
      },
    });
    const { outcome, file, backup, title } = result;
    const written = `wrote ${file}${backup === undefined ? '' : `; the old one is ${backup}`}`;
    this.out.done(outcome === 'unchanged' ? `${file} already has it` : written, { outcome, file, backup });
    if (outcome === 'written' && !this.json) this.out.note(`Restart ${title} to use it.`);
  }

  /** The options of the server, as arguments. */
  #args(): string[] {
    const { tools, readOnly, allow, deny } = this.serverOptions;
    const named = {
      '--tools': tools,
      '--office': this.office,
      '--allow': allow?.join(','),
      '--deny': deny?.join(','),
      '--as': this.as,
      '--endpoint': this.endpoint,
      '--profile': this.profile ?? (this.context.env['MI_PROFILE'] || undefined),
    };
    return [
      ...(readOnly ? ['--read-only'] : []),
      ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    ];
  }

  async #key(): Promise<string> {
    const { apiKey } = await this.settings();
    if (apiKey) return apiKey.value;
    throw new CliError('there is no API key to write', {
      code: 'not_signed_in',
      hint: 'Run `mi login`, or leave out --with-key.',
    });
  }
}
