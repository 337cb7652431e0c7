import { homedir } from 'node:os';
import { Command, Option } from 'clipanion';
import { ApiCommand } from '../../command/ApiCommand.ts';
import { optionalPackage } from '../../command/optionalPackage.ts';

/** `mi mcp uninstall` */
export class McpUninstall extends ApiCommand {
  static override usage = Command.Usage({
    description: 'Remove the MCP server from a client.',
    details:
      'Removes the entry `mitosis` from the configuration of the client. Keeps a copy of the file, and everything else in it.',
    examples: [['From Cursor', 'mi mcp uninstall --client cursor --yes']],
  });

  client = Option.String('--client', {
    required: true,
    description: 'claude, claude-code, cursor, vscode or zed',
  });
  override yes = Option.Boolean('-y,--yes', false, { description: 'do not ask' });

  async execute(): Promise<void> {
    const { env } = this.context;
    const { uninstallServer } = await optionalPackage(
      '@mitosislabs/mcp',
      () => import('@mitosislabs/mcp/install'),
    );
    const { outcome, file, backup } = await uninstallServer({
      client: this.client as 'cursor',
      machine: { home: env['HOME'] || env['USERPROFILE'] || homedir(), env },
      confirm: async ({ title, file }) => {
        if (this.yes) return true;
        const { assertConfirmed } = await import('../../prompt/confirmed.ts');
        await assertConfirmed(
          `Remove mitosis from ${file}, of ${title}?`,
          this.context,
          'Pass --yes when you are sure.',
        );
        return true;
      },
    });
    const removed = `removed it from ${file}; the old one is ${backup}`;
    this.out.done(outcome === 'unchanged' ? `${file} does not have it` : removed, { outcome, file, backup });
  }
}
