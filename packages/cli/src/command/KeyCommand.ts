import { Option } from 'clipanion';
import type { Passphrases } from '../prompt/Passphrases.ts';
import { OfficeCommand } from './OfficeCommand.ts';

/** A command for the private key of an agent, which may be encrypted. */
export abstract class KeyCommand extends OfficeCommand {
  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });
  passphraseStdin = Option.Boolean('--passphrase-stdin', false, {
    description: 'the first line of standard input is the passphrase',
  });

  /** Where the passphrases of this run come from. Refuses a terminal in place of a pipe before anything is done. */
  protected async passphrases(): Promise<Passphrases> {
    const { Passphrases } = await import('../prompt/Passphrases.ts');
    return new Passphrases(this.context, this.passphraseStdin);
  }
}
