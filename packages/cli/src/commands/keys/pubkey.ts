import { Command } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { KeyCommand } from '../../command/KeyCommand.ts';

/** `mi keys pubkey` */
export class KeysPubkey extends KeyCommand {
  static override usage = Command.Usage({
    description: 'Print an agent’s public key. Its key must be on this machine.',
    details: 'It is hex of the 65-byte uncompressed point on secp256k1: 04…',
    examples: [['Print it', 'mi keys pubkey -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a aria']],
  });

  protected override namesToPick = async () => keystoreOf(this.context).listAgentKeys(await this.officeId());

  async execute(): Promise<void> {
    const passphrases = await this.passphrases();
    const office = await this.officeId();
    const keystore = keystoreOf(this.context, this.profile);
    const read = keystore.getPublicKey(office, this.agent, { passphrase: passphrases.current });
    const publicKey = await passphrases.opening(read);
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
