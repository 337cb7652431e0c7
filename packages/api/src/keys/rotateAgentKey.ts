import { assertOptions, traced } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';
import type { Employee } from '../groups/employees/Employee.ts';
import { EmployeesAPI } from '../groups/employees/EmployeesAPI.ts';
import { type AgentKeyOptions, agentKeyOptions } from './AgentKeyOptions.ts';
import { agentKeyWorks } from './agentKeyWorks.ts';

/** A keystore that can replace a key in stages, as `Keystore` of `@mitosislabs/keystore` can. */
export interface KeyRotation {
  /** Creates a new key, sends it to the platform, and keeps the old one until the platform accepts the new one. */
  rotatePrivateKey(
    officeId: string,
    agent: string,
    options: {
      prepare: () => Promise<void>;
      tell: (publicKey: string) => Promise<void>;
      works: (privateKey: Uint8Array) => Promise<boolean>;
    } & Pick<AgentKeyOptions, 'passphrase' | 'endpoint'>,
  ): Promise<{ publicKey: string }>;
}

/**
 * Replaces an agent's key in the keystore and on the platform. The new key is stored before it is sent to the platform,
 * and the old key stays until the platform has accepted a request signed with the new one. The next call finishes a
 * rotation that was interrupted.
 *
 * Routes: `GET` and `PATCH /api/v1/offices/{officeId}/employees/{name}`, of whose `customConfig` only `publicKey` changes;
 * `GET /api/v1/offices/{officeId}/capabilities/self`, signed with the new key; then
 * `POST /api/v1/offices/{officeId}/employees/{name}/credentials/rotate`.
 *
 * @param keystore - The keystore with the agent's key.
 * @param transport - The connection to the platform, with credentials that may change the agent.
 * @param officeId - The agent's office.
 * @param name - The agent's name.
 * @param options - The passphrase of a key that is encrypted, the host, and how each request is sent.
 * @returns the new public key, 130 hex digits.
 * @throws KeystoreError of the keystore; `key_not_taken` when the platform does not accept the new key.
 * @throws {@link OS1Error} when a request fails; both keys are kept then.
 *
 * @example
 * ```ts
 * import { rotateAgentKey } from '@mitosislabs/api/keys';
 * import { Keystore } from '@mitosislabs/keystore';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const { publicKey } = await rotateAgentKey(new Keystore(), transport, 'office-id', 'aria');
 * ```
 */
export function rotateAgentKey(
  keystore: KeyRotation,
  transport: TransportLike,
  officeId: string,
  name: string,
  options: AgentKeyOptions = {},
): Promise<{ publicKey: string }> {
  return traced(rotate(keystore, transport, officeId, name, options), new Error());
}

async function rotate(
  keystore: KeyRotation,
  transport: TransportLike,
  officeId: string,
  name: string,
  options: AgentKeyOptions,
): Promise<{ publicKey: string }> {
  assertOptions('options', options, agentKeyOptions);
  const { passphrase, endpoint, ...call } = options;
  const employees = new EmployeesAPI(transport);
  let taken: Uint8Array | undefined;
  let employee: Employee | undefined;

  async function prepare(): Promise<void> {
    employee = await employees.get(officeId, name, call);
  }

  async function tell(publicKey: string): Promise<void> {
    // Read again for each call: another client may have changed it.
    const { customConfig } = employee ?? (await employees.get(officeId, name, call));
    employee = undefined;
    await employees.update(officeId, name, { customConfig: { ...customConfig, publicKey } }, call);
  }

  async function works(signingKey: Uint8Array): Promise<boolean> {
    if (!(await agentKeyWorks(transport, officeId, name, signingKey, call))) return false;
    taken = signingKey;
    return true;
  }

  const { publicKey } = await keystore.rotatePrivateKey(officeId, name, {
    prepare,
    tell,
    works,
    passphrase,
    endpoint,
  });
  await employees.rotateCredentials(officeId, name, call);
  // The platform may have created a key of its own instead: send the key again.
  if (taken && !(await works(taken))) await tell(publicKey);
  return { publicKey };
}
