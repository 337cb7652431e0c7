import { CapabilitiesAPI } from '@mitosislabs/api/capabilities';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { rotateAgentKey } from '@mitosislabs/api/keys';
import { generateKeyPair } from '@mitosislabs/auth/signing';
import type { Transport } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { keystoreOf } from '../../client/connect.ts';
import { NEW_PUBLIC_KEY } from '../../client/newAgentKey.ts';
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

  override dryRun = Option.Boolean('--dry-run', false, {
    description: 'print the requests without sending them',
  });

  async execute(): Promise<void> {
    const passphrases = await this.passphrases();
    const office = await this.officeId();
    const transport = await this.transport();
    const keystore = keystoreOf(this.context, this.profile);
    if (this.dryRun) return this.#plan(transport, office);
    if (!(await keystore.hasAgentKey(office, this.agent))) {
      // The first key is one that the platform does not know, and is replaced like any other. Not for an agent that is not there.
      await new EmployeesAPI(transport).get(office, this.agent, this.call);
      await keystore.generateAndStore(office, this.agent, { endpoint: transport.endpoint });
    }
    const rotated = rotateAgentKey(keystore, transport, office, this.agent, {
      ...this.call,
      endpoint: transport.endpoint,
      passphrase: passphrases.current,
    });
    const { publicKey } = await passphrases.opening(rotated);
    this.out.text(publicKey, { office, agent: this.agent, publicKey });
  }

  /** Plans the requests of a rotation. Reads the agent, whose other settings stay. */
  async #plan(transport: Transport, office: string): Promise<void> {
    const { agent, call } = this;
    const employees = new EmployeesAPI(transport);
    const { customConfig } = await employees.get(office, agent, call);
    const changed = { customConfig: { ...customConfig, publicKey: NEW_PUBLIC_KEY } };
    // Any key will do here: the request is not sent.
    const asAgent = { agentId: agent, signingKey: generateKeyPair().privateKey };
    await this.plan([
      { send: () => employees.update(office, agent, changed, call) },
      {
        send: () => new CapabilitiesAPI(transport).self(office, { ...call, asAgent }),
        note: 'signed with the new key, to see that it is accepted',
        credentials: ['x-agent-id', 'x-timestamp', 'x-signature'],
      },
      { send: () => employees.rotateCredentials(office, agent, call) },
    ]);
  }
}
