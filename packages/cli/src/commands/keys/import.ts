import { readFile } from 'node:fs/promises';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { OfficeCommand } from '../../command/OfficeCommand.ts';
import { noSuchFile } from '../../files/noSuchFile.ts';
import { readInput } from '../../prompt/readInput.ts';
import { passphraseOf } from '../../prompt/readPassphrase.ts';

/** `mi keys import` */
export class KeysImport extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Keep a private key from another machine or tool for an agent.',
    details: `The file is JSON of Web3 Secret Storage, version 3, as mi keys export, geth and ethers write it, or 64 hex digits.
Its passphrase is typed unseen, or taken from MITOSIS_KEY_PASSPHRASE. The key is used for the platform that you work
with now, and for no other.`,
    examples: [
      ['From a file', 'mi keys import -a aria aria.json'],
      ['From another program', 'age -d aria.age | mi keys import -a aria -'],
    ],
  });

  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });
  file = Option.String({ name: 'file' });
  force = Option.Boolean('--force', false, { description: 'replace a key that is there' });
  encrypt = Option.Boolean('--encrypt', false, { description: 'keep it encrypted with the same passphrase' });

  async execute(): Promise<void> {
    const office = await this.officeId();
    const { endpoint, isNamed } = await this.settings();
    const text =
      this.file === '-'
        ? await readInput(this.context)
        : await readFile(this.file, 'utf8').catch(noSuchFile(this.file));
    const { publicKey } = await keystoreOf(this.context, this.profile).importPrivateKey(
      office,
      this.agent,
      text,
      {
        force: this.force,
        endpoint: isNamed ? endpoint : undefined,
        keepEncrypted: this.encrypt,
        passphrase: passphraseOf(this.context),
      },
    );
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
