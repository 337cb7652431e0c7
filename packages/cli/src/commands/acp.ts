import { Command, Option } from 'clipanion';
import { AgentCommand } from '../command/AgentCommand.ts';
import { wholeNumber } from '../command/numbers.ts';
import { optionalPackage } from '../command/optionalPackage.ts';

/** `mi acp` */
export class Acp extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Serve an agent to an editor, over the Agent Client Protocol.',
    details: `Zed, JetBrains and Neovim start this command and speak to it over standard input and output; it ends when they do.
Needs the package @mitosislabs/acp, whose README has the lines for each editor's settings.`,
    examples: [
      ['The command for the settings of an editor', 'mi acp aria'],
      ['Of a certain office', 'mi acp 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria'],
    ],
  });

  // Standard output and standard error belong to the editor.
  protected override readonly showsProgress = false;
  timeout = Option.String('--timeout', {
    description: 'how long an answer may take, in seconds; default: 3600',
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 });
    const { serveACP } = await optionalPackage('@mitosislabs/acp', () => import('@mitosislabs/acp'));
    const { stdin, stdout, stderr, signal } = this.context;
    await serveACP({
      transport: await this.transport(),
      officeId: await this.officeId(),
      agentName: this.agent,
      input: stdin,
      output: stdout,
      log: (line) => void stderr.write(`${line}\n`),
      timeoutMs: seconds === undefined ? undefined : seconds * 1000,
      signal,
    });
  }
}
