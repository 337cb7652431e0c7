import { MitosisError } from '@mitosislabs/auth/errors';
import type { Keystore } from '@mitosislabs/keystore';
import type { ClientConfig } from '@mitosislabs/transport';

/** The client config of the account that is signed in on this machine. */
export async function storedConfig(keystore: Keystore): Promise<ClientConfig> {
  const stored = await keystore.loadConfig();
  if (stored?.apiKey === undefined) throw notSignedIn(keystore);
  const { endpoint, dashboardEndpoint, apiKey } = stored;
  return { endpoint, dashboardEndpoint, apiKey };
}

/** The client config of an agent whose key is on this machine. */
export async function agentConfig(
  keystore: Keystore,
  officeId: string,
  agentName: string,
  endpoint?: string,
): Promise<ClientConfig> {
  const host =
    endpoint === undefined ? await keystore.loadConfig() : { endpoint, dashboardEndpoint: undefined };
  const signingKey = await keystore.loadPrivateKey(officeId, agentName, { endpoint: host?.endpoint });
  if (!signingKey) throw noAgentKey(keystore, officeId, agentName);
  if (!host) throw notSignedIn(keystore);
  const agent = { agentId: agentName, signingKey };
  return { endpoint: host.endpoint, dashboardEndpoint: host.dashboardEndpoint, agent };
}

/** Says where a key was looked for, and how one is made. */
export function noAgentKey(keystore: Keystore, officeId: string, agentName: string): MitosisError {
  return new MitosisError(
    `There is no private key for agent ${agentName} of office ${officeId} in ${keystore.basePath}.`,
    {
      code: 'no_agent_key',
      hint: `Run \`mi keys generate -o ${officeId} -a ${agentName}\`, or store the key that the agent has.`,
    },
  );
}

function notSignedIn(keystore: Keystore): MitosisError {
  return new MitosisError(`Nobody is signed in on this machine: ${keystore.basePath} has no account.`, {
    code: 'not_signed_in',
    hint: 'Run `mi login`, or pass `endpoint` and `apiKey` to `new MitosisClient({ … })`.',
  });
}
