import { writeAtomically } from '@mitosislabs/auth/nodeFiles';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { KeyCommand } from '../../command/KeyCommand.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { noSuchFolder } from '../../files/noSuchFile.ts';
import { alreadyThere } from '../../files/targetPath.ts';

/** `mi keys export` */
export class KeysExport extends KeyCommand {
  static override usage = Command.Usage({
    description: 'Copy an agent’s private key, encrypted, for another machine or tool.',
    details: `The copy is JSON of Web3 Secret Storage, version 3, which geth, ethers and others read. Its passphrase is
typed twice at a hidden prompt, read from standard input with --passphrase-stdin, or taken from MITOSIS_KEY_PASSPHRASE.
In the last two cases the same passphrase also opens the key here, if that is encrypted.`,
    examples: [
      ['To a file that only you can read', 'mi keys export -a aria --out aria.json'],
      ['Into another program', 'mi keys export -a aria | age -r age1… > aria.age'],
    ],
  });

  to = Option.String('--out', { description: 'the new file; - is standard output' });

  protected override namesToPick = async () => keystoreOf(this.context).listAgentKeys(await this.officeId());

  async execute(): Promise<void> {
    if (this.to === undefined && this.context.stdout.isTTY) {
      throw new UsageError('the key needs a destination', {
        hint: 'Pass --out <file> for a new file, or --out - for standard output, or use a pipe.',
      });
    }
    const passphrases = await this.passphrases();
    const office = await this.officeId();
    const keystore = keystoreOf(this.context, this.profile);
    // Opens the key first: the user is asked for a new passphrase only if that works.
    const opened = keystore.getPublicKey(office, this.agent, { passphrase: passphrases.current });
    await passphrases.opening(opened);
    const exported = keystore.exportPrivateKey(office, this.agent, {
      passphrase: passphrases.fresh,
      currentPassphrase: passphrases.current,
    });
    const text = await passphrases.opening(exported);
    if (this.to === undefined || this.to === '-') return this.out.received(text);
    await writeNew(this.to, text);
    this.out.text(this.to, { office, agent: this.agent, file: this.to });
  }
}

/** Writes a new file for its owner only. If the process dies, the file is whole or not there. */
async function writeNew(path: string, text: string): Promise<void> {
  const written = writeAtomically(path, text, { overwrite: false });
  if (await written.catch(noSuchFolder(path))) return;
  throw alreadyThere(path, 'Name a new file.');
}
