import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { KeyCommand } from '../../command/KeyCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { readKey } from '../../prompt/readKey.ts';

/** `mi keys import` */
export class KeysImport extends KeyCommand {
  static override usage = Command.Usage({
    description: 'Store an agent’s private key from another machine or tool.',
    details: `The file is JSON of Web3 Secret Storage, version 3, as mi keys export, geth and ethers write it, 64 hex digits, or
32 bytes as earlier versions stored them.
Its passphrase is typed at a hidden prompt, read from standard input with --passphrase-stdin, or taken from
MITOSIS_KEY_PASSPHRASE. The key is used only for the current platform.`,
    examples: [
      ['From a file', 'mi keys import -a aria aria.json'],
      ['From another program', 'age -d aria.age | mi keys import -a aria -'],
    ],
  });

  file = Option.String({ name: 'file' });
  force = Option.Boolean('--force', false, { description: 'replace an existing key' });
  encrypt = Option.Boolean('--encrypt', false, { description: 'keep it encrypted with the same passphrase' });

  async execute(): Promise<void> {
    if (this.passphraseStdin && this.file === '-') {
      throw new UsageError('standard input cannot have both the key and its passphrase', {
        hint: 'Name a file in place of -, or set MITOSIS_KEY_PASSPHRASE.',
      });
    }
    const passphrases = await this.passphrases();
    const office = await this.officeId();
    const { endpoint, isNamed } = await this.settings();
    const key = await readKey(this.file, this.context);
    const imported = keystoreOf(this.context, this.profile).importPrivateKey(office, this.agent, key, {
      force: this.force,
      endpoint: isNamed ? endpoint : undefined,
      keepEncrypted: this.encrypt,
      passphrase: passphrases.current,
    });
    const { publicKey } = await passphrases.opening(imported);
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
