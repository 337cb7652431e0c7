import { assertOptions, traced } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';
import { type AgentKeyOptions, agentKeyOptions } from './AgentKeyOptions.ts';
import { agentKeyWorks } from './agentKeyWorks.ts';

/** A keystore with agents' keys, such as `Keystore` of `@mitosislabs/keystore`. */
export interface AgentKeyring {
  /** The key of an agent. */
  loadPrivateKey(officeId: string, agent: string, options: KeyringOptions): Promise<Uint8Array | undefined>;
  /** The new key of a rotation that was interrupted. */
  loadPendingKey(officeId: string, agent: string, options: KeyringOptions): Promise<Uint8Array | undefined>;
}

type KeyringOptions = Pick<AgentKeyOptions, 'passphrase' | 'endpoint'>;

/**
 * Returns the key of an agent that the platform accepts. Sends a request only if a rotation was interrupted: it shows
 * whether the platform accepted the new key.
 *
 * Route, then: `GET /api/v1/offices/{officeId}/capabilities/self`, signed with the new key.
 *
 * @param keystore - The keystore with the agent's keys.
 * @param transport - The connection to the platform; it needs no credentials.
 * @param officeId - The agent's office.
 * @param name - The agent's name.
 * @param options - The passphrase of a key that is encrypted, the host, and how the request is sent.
 * @returns 32 bytes; `undefined` when there is no key.
 * @throws KeystoreError of the keystore.
 * @throws {@link OS1Error} when that request fails.
 *
 * @example
 * ```ts
 * import { workingAgentKey } from '@mitosislabs/api/keys';
 * import { Keystore } from '@mitosislabs/keystore';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080' });
 * const signingKey = await workingAgentKey(new Keystore(), transport, 'office-id', 'aria');
 * ```
 */
export function workingAgentKey(
  keystore: AgentKeyring,
  transport: TransportLike,
  officeId: string,
  name: string,
  options: AgentKeyOptions = {},
): Promise<Uint8Array | undefined> {
  return traced(findKey(keystore, transport, officeId, name, options), new Error());
}

async function findKey(
  keystore: AgentKeyring,
  transport: TransportLike,
  officeId: string,
  name: string,
  options: AgentKeyOptions,
): Promise<Uint8Array | undefined> {
  assertOptions('options', options, agentKeyOptions);
  const { passphrase, endpoint, ...call } = options;
  const pending = await keystore.loadPendingKey(officeId, name, { passphrase, endpoint });
  if (pending && (await agentKeyWorks(transport, officeId, name, pending, call))) return pending;
  // Read after the response: the rotation may have ended meanwhile.
  return keystore.loadPrivateKey(officeId, name, { passphrase, endpoint });
}
