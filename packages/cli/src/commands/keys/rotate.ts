import { EmployeesAPI } from '@mitosislabs/api/employees';
import { rotateAgentKey } from '@mitosislabs/api/keys';
import { Command } from 'clipanion';
import { keystoreOf } from '../../client/keystoreOf.ts';
import { KeyCommand } from '../../command/KeyCommand.ts';

/** `mi keys rotate` */
export class KeysRotate extends KeyCommand {
  static override usage = Command.Usage({
    description: 'Replace an agent’s key, here and at the platform, or make the first one.',
    details: `The new key is stored before it is sent to the platform. The old key stays until the new one has worked, and is then
kept as a backup. If the command was interrupted, run it again: it continues with the same new key. If the old key
is encrypted, the new one is encrypted with the same passphrase: typed at a hidden prompt, read from standard input with
--passphrase-stdin, or taken from MITOSIS_KEY_PASSPHRASE.`,
    examples: [['For aria', 'mi keys rotate -o 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 -a aria']],
  });

  async execute(): Promise<void> {
    const passphrases = await this.passphrases();
    const office = await this.officeId();
    const transport = await this.transport();
    const keystore = keystoreOf(this.context, this.profile);
    if (!(await keystore.hasAgentKey(office, this.agent))) {
      // The first key is one that the platform does not know, and is replaced like any other. Not for an agent that is not there.
      await new EmployeesAPI(transport).get(office, this.agent, this.call);
      await keystore.generateAndStore(office, this.agent, { endpoint: transport.endpoint });
    }
    const { publicKey } = await rotateAgentKey(keystore, transport, office, this.agent, {
      ...this.call,
      endpoint: transport.endpoint,
      passphrase: passphrases.current,
    });
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }
}
