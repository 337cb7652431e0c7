import { type AgentKeyOptions, workingAgentKey } from '@mitosislabs/api/keys';
import type { Keystore } from '@mitosislabs/keystore';
import { type Middleware, Transport } from '@mitosislabs/transport';
import { dashboardEndpointFor, isSameOrigin } from '@mitosislabs/transport/hosts';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { miOptions } from '../version.ts';
import { keystoreOf, type Settings } from './connect.ts';

/** An agent to act as. */
interface ActingAgent {
  office: string;
  agent: string;
  /** The profile of the command line. */
  profile: string | undefined;
  /** Whether the requests go to the dashboard. */
  isDashboard: boolean;
  /** Asks for the passphrase of an encrypted key. */
  passphrase: AgentKeyOptions['passphrase'];
}

/**
 * The transport that signs with the key of an agent on this machine.
 *
 * @throws {@link CliError} `no_agent_key` if there is no key, `key_for_another_host` if it belongs to another host.
 */
export async function connectAsAgent(
  { office, agent, profile, isDashboard, passphrase }: ActingAgent,
  { endpoint, dashboardEndpoint }: Settings,
  context: Context,
  middleware: readonly Middleware[],
): Promise<Transport> {
  const keystore = keystoreOf(context, profile);
  const hosts = { endpoint, dashboardEndpoint, ...miOptions };
  const options = { signal: context.signal, endpoint, passphrase };
  const signingKey = await workingAgentKey(keystore, new Transport(hosts), office, agent, options);
  if (!signingKey) throw noAgentKey(office, agent);
  if (isDashboard) await checkAgentDashboard(keystore, { office, agent }, dashboardEndpoint);
  return new Transport({ ...hosts, agent: { agentId: agent, signingKey }, middleware });
}

/**
 * Refuses to send an agent's signature to a dashboard of another host than the one that the agent's key belongs to. The host's own
 * dashboards are the one that is derived from it, and those of the profiles on it.
 *
 * @throws {@link CliError} `key_for_another_host`.
 */
async function checkAgentDashboard(
  keystore: Keystore,
  { office, agent }: { office: string; agent: string },
  dashboard: string,
): Promise<void> {
  const home = await keystore.endpointOf(office, agent);
  if (home === undefined) return;
  const own = [dashboardEndpointFor(home)];
  for (const profile of await keystore.listProfiles()) {
    if (profile.dashboardEndpoint && isSameOrigin(profile.endpoint, home))
      own.push(profile.dashboardEndpoint);
  }
  if (own.some((url) => isSameOrigin(url, dashboard))) return;
  throw new CliError(`the key of ${agent} belongs to ${home}, whose dashboard is not ${dashboard}`, {
    code: 'key_for_another_host',
    exitCode: ExitCode.notSignedIn,
    hint: 'Unset MITOSIS_DASHBOARD_ENDPOINT, or sign in there: `mi login --dashboard <url>`.',
  });
}

/** Returns the error for an agent whose private key is not on this machine. */
function noAgentKey(office: string, agent: string): CliError {
  return new CliError(`there is no key for ${agent} on this machine`, {
    code: 'no_agent_key',
    exitCode: ExitCode.notFound,
    hint: `Make one and register it with the platform: mi keys rotate -o ${office} -a ${agent}`,
  });
}
