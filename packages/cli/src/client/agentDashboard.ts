import type { Keystore } from '@mitosislabs/keystore';
import { dashboardEndpointFor, isSameOrigin } from '@mitosislabs/transport/hosts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/**
 * Refuses to send an agent's signature to a dashboard of another host than the one that the agent's key belongs to. The host's own
 * dashboards are the one that is derived from it, and those of the profiles on it.
 *
 * @throws {@link CliError} `key_for_another_host`.
 */
export async function checkAgentDashboard(
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
    hint: 'Leave out MITOSIS_DASHBOARD_ENDPOINT, or sign in there: `mi login --dashboard <url>`.',
  });
}
