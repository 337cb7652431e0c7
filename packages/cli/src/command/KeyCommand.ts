import { Option } from 'clipanion';
import type { Passphrases } from '../prompt/Passphrases.ts';
import { OfficeCommand } from './ApiCommand.ts';

/** A command about the private key of an agent, which may be encrypted. */
export abstract class KeyCommand extends OfficeCommand {
  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });
  passphraseStdin = Option.Boolean('--passphrase-stdin', false, {
    description: 'the first line of standard input is the passphrase',
  });

  /** Returns the passphrases of this run. Refuses `--passphrase-stdin` at a terminal. */
  protected async passphrases(): Promise<Passphrases> {
    const { Passphrases } = await import('../prompt/Passphrases.ts');
    return new Passphrases(this.context, this.passphraseStdin);
  }
}
