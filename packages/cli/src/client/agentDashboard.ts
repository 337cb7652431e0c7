import type { Keystore } from '@mitosislabs/keystore';
import { dashboardEndpointFor } from '@mitosislabs/transport/hosts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { sameOrigin } from './urls.ts';

/**
 * Refuses to send an agent's signature to a dashboard that is not that of the host which the agent's key belongs to, where that
 * is known: the one that is derived from it, or the one that somebody signed in with.
 *
 * @throws {@link CliError} `key_for_another_host`.
 */
export async function checkAgentDashboard(
  keystore: Keystore,
  office: string,
  dashboard: string,
): Promise<void> {
  const home = await keystore.endpointOf(office);
  if (home === undefined) return;
  const own = [dashboardEndpointFor(home)];
  for (const profile of await keystore.listProfiles()) {
    if (profile.dashboardEndpoint && sameOrigin(profile.endpoint, home)) own.push(profile.dashboardEndpoint);
  }
  if (own.some((url) => sameOrigin(url, dashboard))) return;
  throw new CliError(`the keys of this office belong to ${home}, whose dashboard is not ${dashboard}`, {
    code: 'key_for_another_host',
    exitCode: ExitCode.notSignedIn,
    hint: 'Leave out MITOSIS_DASHBOARD_ENDPOINT, or sign in there: `mi login --dashboard <url>`.',
  });
}
