import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { OfficeCommand } from '../../command/OfficeCommand.ts';
import { noAgentKey } from '../../errors/noAgentKey.ts';
import { passphraseOf } from '../../prompt/readPassphrase.ts';

/** `mi keys pubkey` */
export class KeysPubkey extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Print the public key of an agent whose key is on this machine.',
    details: 'It is hex of the 65-byte uncompressed point on secp256k1: 04…',
    examples: [['Print it', 'mi keys pubkey -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a aria']],
  });

  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const publicKey = await keystoreOf(this.context, this.profile).getPublicKey(office, this.agent, {
      passphrase: passphraseOf(this.context),
    });
    if (publicKey === undefined) throw noAgentKey(office, this.agent);
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
