import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { KeyCommand } from '../../command/KeyCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';

/** `mi keys generate` */
export class KeysGenerate extends KeyCommand {
  static override usage = Command.Usage({
    description: 'Make a key pair for an agent.',
    details: `The private key stays on this machine, in a file that only you can read, and is never shown. It is used only
for the platform that you are signed in to now. The public key is printed. The platform does not know it yet: mi keys
rotate makes a new key and tells the platform.
With --encrypt the file is encrypted. The passphrase is asked for, read from standard input with --passphrase-stdin, or
taken from MITOSIS_KEY_PASSPHRASE.`,
    examples: [
      ['For aria', 'mi keys generate -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a aria'],
      ['Encrypted', 'pass show aria | mi keys generate -a aria --encrypt --passphrase-stdin'],
      ['Replace an existing key, and keep a backup', 'mi keys generate -a aria --force'],
    ],
  });

  force = Option.Boolean('--force', false, { description: 'replace an existing key' });
  encrypt = Option.Boolean('--encrypt', false, { description: 'encrypt it with a passphrase' });

  async execute(): Promise<void> {
    if (this.passphraseStdin && !this.encrypt) {
      throw new UsageError('--passphrase-stdin without --encrypt: the key would not be encrypted', {
        hint: 'Add --encrypt, or leave out --passphrase-stdin.',
      });
    }
    const passphrases = await this.passphrases();
    const office = await this.officeId();
    const { endpoint, isNamed } = await this.settings();
    const generated = keystoreOf(this.context, this.profile).generateAndStore(office, this.agent, {
      force: this.force,
      // Before the first sign-in no host is known: the key is not bound to one.
      endpoint: isNamed ? endpoint : undefined,
      passphrase: this.encrypt ? await passphrases.fresh() : undefined,
    });
    const { publicKey } = await passphrases.opening(generated);
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
