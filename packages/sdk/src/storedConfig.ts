import {
  accountCredentials,
  type Environment,
  keystoreSources,
  resolveAccount,
} from '@mitosislabs/api/account';
import { workingAgentKey } from '@mitosislabs/api/keys';
import { MitosisError } from '@mitosislabs/auth/errors';
import type { Keystore } from '@mitosislabs/keystore';
import { type ClientConfig, Transport } from '@mitosislabs/transport';
import { fromEnvironment } from './fromEnvironment.ts';

/**
 * Reads the account of this machine: the environment overrides the keystore.
 *
 * @param keystore - The keystore to read, without the environment.
 */
export async function storedConfig(
  keystore?: Keystore,
): Promise<{ config: ClientConfig; keystore: Keystore | undefined }> {
  let found = keystore;
  const account = await resolveAccount({
    env: keystore ? {} : process.env,
    ...keystoreSources(() => {
      found ??= fromEnvironment().keystore;
      return found;
    }),
  });
  const { endpoint, dashboardEndpoint } = account;
  const credentials = accountCredentials(account);
  if (credentials) return { config: { endpoint, dashboardEndpoint, ...credentials }, keystore: found };
  throw notSignedIn(found ?? fromEnvironment().keystore);
}

/** Reads the config of an agent whose key is on this machine. */
export async function agentConfig(
  keystore: Keystore,
  officeId: string,
  agentName: string,
  endpoint: string | undefined,
  env: Environment,
): Promise<ClientConfig> {
  const hosts = endpoint === undefined ? await knownHosts(keystore, env) : { endpoint };
  if (!hosts)
    throw (await hasKey(keystore, officeId, agentName))
      ? notSignedIn(keystore)
      : noAgentKey(keystore, officeId, agentName);
  const signingKey = await workingAgentKey(keystore, new Transport(hosts), officeId, agentName, {
    endpoint: hosts.endpoint,
  });
  if (!signingKey) throw noAgentKey(keystore, officeId, agentName);
  return { ...hosts, agent: { agentId: agentName, signingKey } };
}

/** The hosts that the environment or the keystore names; `undefined` if neither does. */
async function knownHosts(
  keystore: Keystore,
  env: Environment,
): Promise<(Pick<ClientConfig, 'dashboardEndpoint'> & { endpoint: string }) | undefined> {
  const { endpoint, dashboardEndpoint, isEndpointNamed } = await resolveAccount({
    env,
    loadProfile: keystoreSources(() => keystore).loadProfile,
  });
  return isEndpointNamed ? { endpoint, dashboardEndpoint } : undefined;
}

/** Returns the error for an agent without a key on this machine. */
export function noAgentKey(keystore: Keystore, officeId: string, agentName: string): MitosisError {
  return new MitosisError(
    `There is no private key for agent ${agentName} of office ${officeId} in ${keystore.basePath}.`,
    {
      code: 'no_agent_key',
      hint: `Run \`mi keys rotate -o ${officeId} -a ${agentName}\`, or store the agent's key.`,
    },
  );
}

function notSignedIn(keystore: Keystore): MitosisError {
  return new MitosisError(`No account is signed in on this machine: ${keystore.basePath} has none.`, {
    code: 'not_signed_in',
    hint: 'Run `mi login`, or pass `endpoint` and `apiKey` to `new MitosisClient({ … })`.',
  });
}

async function hasKey(keystore: Keystore, officeId: string, agentName: string): Promise<boolean> {
  return (await keystore.listAgentKeys(officeId)).includes(agentName);
}
