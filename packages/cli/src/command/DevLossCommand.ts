import { Option } from 'clipanion';
import { DevCommand } from './DevCommand.ts';

/** A command that replaces or deletes what `mi dev` has. It asks at a terminal, and needs `--yes` elsewhere. */
export abstract class DevLossCommand extends DevCommand {
  yes = Option.Boolean('-y,--yes', false, { description: 'do not ask' });

  /**
   * Asks for a confirmation, unless `--yes` is given.
   *
   * @throws {@link CliError} unless the answer is yes. Without a terminal it throws without asking.
   */
  protected async confirmLoss(question: string): Promise<void> {
    if (this.yes) return;
    const { assertConfirmed } = await import('../prompt/confirmed.ts');
    const hint =
      'Pass --yes when you are sure. `mi dev snapshot` keeps the state in memory, `mi dev export` in a file.';
    await assertConfirmed(question, this.context, hint);
  }
}
