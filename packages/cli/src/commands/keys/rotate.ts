import { rotateAgentKey } from '@mitosislabs/api/keys';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { OfficeCommand } from '../../command/OfficeCommand.ts';
import { passphraseOf } from '../../prompt/readPassphrase.ts';

/** `mi keys rotate` */
export class KeysRotate extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Replace an agent’s key, here and at the platform.',
    details: `The new key is kept before the platform is told, and the old one until the new one has worked; then it stays as a
backup. Run it again when it was interrupted: it goes on where it was.`,
    examples: [['For aria', 'mi keys rotate -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a aria']],
  });

  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const transport = await this.transport();
    const { publicKey } = await rotateAgentKey(
      keystoreOf(this.context, this.profile),
      transport,
      office,
      this.agent,
      { ...this.call, endpoint: transport.endpoint, passphrase: passphraseOf(this.context) },
    );
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
