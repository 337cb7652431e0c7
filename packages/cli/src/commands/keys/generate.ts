import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { OfficeCommand } from '../../command/OfficeCommand.ts';

/** `mi keys generate` */
export class KeysGenerate extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Make a key pair for an agent.',
    details: `The private key is kept on this machine, readable by you alone, and is never shown.
The public key is printed: give it to the platform.`,
    examples: [
      ['For aria', 'mi keys generate -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a aria'],
      ['In place of a key that is there; a backup of it stays', 'mi keys generate -a aria --force'],
    ],
  });

  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });
  force = Option.Boolean('--force', false, { description: 'replace a key that is there' });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const { publicKey } = await keystoreOf(this.context).generateAndStore(office, this.agent, {
      force: this.force,
    });
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
