import { workingAgentKey } from '@mitosislabs/api/keys';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import type { Keystore, Profile } from '@mitosislabs/keystore';
import { type ClientConfig, Transport } from '@mitosislabs/transport';
import { apiEndpointFor, dashboardEndpointFor } from '@mitosislabs/transport/hosts';
import type { Environment } from './fromEnvironment.ts';

/** Where people sign in who name no other place. */
const DEFAULT_ENDPOINT = 'https://m.mitosislabs.ai';

/**
 * The client config of whoever is signed in on this machine: what the environment says goes before what the keystore has. A
 * stored key goes only to the hosts that it was stored for.
 */
export async function storedConfig(keystore: Keystore, env: Environment): Promise<ClientConfig> {
  const profile = await profileOf(keystore);
  const hosts = hostsOf(profile, env);
  const given = apiKeyIn(env);
  if (given) return { ...hosts, apiKey: given };
  if (profile?.apiKeyIn === undefined) throw notSignedIn(keystore);
  if (!isSameHosts(hosts, profile)) throw keyForAnotherHost(profile.endpoint, hosts.endpoint);
  // Only now: the keychain may ask somebody for a password. Meanwhile somebody may sign in elsewhere.
  const stored = await keystore.loadConfig();
  if (stored?.apiKey === undefined) throw notSignedIn(keystore);
  if (!isSameHosts(hosts, stored)) throw keyForAnotherHost(stored.endpoint, hosts.endpoint);
  return { ...hosts, apiKey: stored.apiKey };
}

/**
 * Returns the client config from the environment alone, for a keystore that cannot be used. The environment must have a key
 * and an endpoint: the keystore could name another one. Without a home folder there is no keystore, and the endpoint may be
 * the default one.
 *
 * @param error - The error of the keystore.
 */
export function givenConfig(error: unknown, env: Environment = process.env): ClientConfig | undefined {
  const apiKey = apiKeyIn(env);
  const hasNoHome = InvalidArgumentError.isInstance(error) && error.argument === 'basePath';
  const isKnown = env['MITOSIS_ENDPOINT'] || (hasNoHome && !env['MI_PROFILE']);
  return apiKey && isKnown ? { ...hostsOf(undefined, env), apiKey } : undefined;
}

/** The API key in the environment. */
function apiKeyIn(env: Environment): string | undefined {
  return env['MITOSIS_API_KEY'] || env['MI_API_KEY'] || undefined;
}

/** The client config of an agent whose key is on this machine. */
export async function agentConfig(
  keystore: Keystore,
  officeId: string,
  agentName: string,
  endpoint: string | undefined,
  env: Environment,
): Promise<ClientConfig> {
  const profile = endpoint === undefined ? await profileOf(keystore) : undefined;
  const isKnown = profile !== undefined || env['MITOSIS_ENDPOINT'];
  const hosts = endpoint === undefined ? isKnown && hostsOf(profile, env) : { endpoint };
  if (!hosts)
    throw (await hasKey(keystore, officeId, agentName))
      ? notSignedIn(keystore)
      : noAgentKey(keystore, officeId, agentName);
  const { endpoint: host } = hosts;
  const signingKey = await workingAgentKey(keystore, new Transport(hosts), officeId, agentName, {
    endpoint: host,
  });
  if (!signingKey) throw noAgentKey(keystore, officeId, agentName);
  return { ...hosts, agent: { agentId: agentName, signingKey } };
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

async function hasKey(keystore: Keystore, officeId: string, agentName: string): Promise<boolean> {
  return (await keystore.listAgentKeys(officeId)).includes(agentName);
}

async function profileOf(keystore: Keystore): Promise<Profile | undefined> {
  const current = await keystore.profile();
  const found = (await keystore.listProfiles()).find(({ name }) => name === current);
  // Throws for a broken profile: never falls back to another host.
  if (!found) await keystore.loadConfig();
  return found;
}

type Hosts = Pick<ClientConfig, 'endpoint' | 'dashboardEndpoint'>;

function hostsOf(profile: Profile | undefined, env: Environment): Hosts {
  const named = env['MITOSIS_ENDPOINT'];
  const endpoint = named ? apiEndpointFor(named) : (profile?.endpoint ?? DEFAULT_ENDPOINT);
  const isHome = profile !== undefined && originOf(profile.endpoint) === originOf(endpoint);
  const dashboardEndpoint =
    env['MITOSIS_DASHBOARD_ENDPOINT'] || (isHome ? profile.dashboardEndpoint : undefined);
  return { endpoint, ...(dashboardEndpoint !== undefined && { dashboardEndpoint }) };
}

function isSameHosts(a: Hosts, b: Hosts): boolean {
  return originOf(a.endpoint) === originOf(b.endpoint) && dashboardOf(a) === dashboardOf(b);
}

function dashboardOf({ endpoint, dashboardEndpoint }: Hosts): string | undefined {
  return originOf(dashboardEndpoint ?? dashboardEndpointFor(endpoint));
}

/** The origin of a URL; a text that is none is refused when the client is made. */
function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}

function keyForAnotherHost(home: string, asked: string): MitosisError {
  return new MitosisError(
    `The stored key was issued for ${home}, and goes nowhere else, not to ${asked} either.`,
    {
      code: 'key_for_another_host',
      hint: 'Unset MITOSIS_ENDPOINT and MITOSIS_DASHBOARD_ENDPOINT, or set MITOSIS_API_KEY to a key for that host.',
    },
  );
}
