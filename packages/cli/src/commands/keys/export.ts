import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { OfficeCommand } from '../../command/OfficeCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { newPassphrase, passphraseOf } from '../../prompt/readPassphrase.ts';

/** `mi keys export` */
export class KeysExport extends OfficeCommand {
  static override usage = Command.Usage({
    description: 'Copy an agent’s private key for another machine or tool, encrypted.',
    details: `The copy is JSON of Web3 Secret Storage, version 3, which geth, ethers and others read. The passphrase is typed
twice, unseen, or taken from MITOSIS_KEY_PASSPHRASE; it opens the key here too, should that be encrypted.`,
    examples: [
      ['To a file, for you alone', 'mi keys export -a aria --out aria.json'],
      ['Into another program', 'mi keys export -a aria | age -r age1… > aria.age'],
    ],
  });

  agent = Option.String('-a,--agent', { required: true, description: 'the agent' });
  to = Option.String('--out', { description: 'the new file; - is standard output' });

  async execute(): Promise<void> {
    if (this.to === undefined && this.context.stdout.isTTY) {
      throw new UsageError('where is the key to go?', {
        hint: 'Name a new file: --out <file>. Or a pipe, or --out -.',
      });
    }
    const office = await this.officeId();
    const keystore = keystoreOf(this.context, this.profile);
    // Opens the key first: nobody makes up a passphrase for nothing.
    const currentPassphrase = passphraseOf(this.context);
    await keystore.getPublicKey(office, this.agent, { passphrase: currentPassphrase });
    const passphrase = () => newPassphrase(this.context);
    const text = await keystore.exportPrivateKey(office, this.agent, { passphrase, currentPassphrase });
    if (this.to === undefined || this.to === '-') return this.out.received(text);
    await writeFile(this.to, text, { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
      throw notWritten(this.to ?? '', cause);
    });
    this.out.text(this.to, { office, agent: this.agent, file: this.to });
  }
}

function notWritten(path: string, cause: unknown): unknown {
  const isThere = cause instanceof Error && Reflect.get(cause, 'code') === 'EEXIST';
  return isThere ? new UsageError(`${path} is there already`, { hint: 'Name a new file.' }) : cause;
}
