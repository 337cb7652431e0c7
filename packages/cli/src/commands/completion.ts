import { Command, Option } from 'clipanion';
import { SHELLS, scripts } from '../command/completionScripts.ts';
import { MiCommand } from '../command/MiCommand.ts';
import { UsageError } from '../errors/UsageError.ts';

/** `mi completion` */
export class Completion extends MiCommand {
  static override usage = Command.Usage({
    description: 'Print the script that completes commands in your shell: bash, zsh or fish.',
    details: `It completes commands, options, and the names of offices, agents, tasks and files, which it asks the platform for.
The names are kept for a short time. With words after --, prints the candidates for the last one.`,
    examples: [
      ['For bash: source <(mi completion bash) in ~/.bashrc', 'mi completion bash'],
      ['For zsh: source <(mi completion zsh) in ~/.zshrc, after compinit', 'mi completion zsh'],
      ['For fish: write it to ~/.config/fish/completions/mi.fish', 'mi completion fish'],
    ],
  });

  shell = Option.String({ name: 'shell' });
  words = Option.Rest({ name: 'words' });

  async execute(): Promise<void> {
    const shell = SHELLS.find((known) => known === this.shell);
    if (shell === undefined) {
      throw new UsageError(`there is no completion for ${this.shell}`, {
        hint: `One of ${SHELLS.join(', ')}.`,
      });
    }
    if (this.words.length === 0) return this.out.text(scripts[shell], { shell, script: scripts[shell] });
    for (const line of (await this.context.complete?.(this.words)) ?? [])
      this.context.stdout.write(`${line}\n`);
  }
}
