import type { Profile } from '@mitosislabs/keystore';
import { dashboardEndpointFor, Transport } from '@mitosislabs/transport';
import { sameOrigin } from './urls.ts';

/** What there is of a profile but its name. */
export type ProfileFields = Omit<Profile, 'name' | 'isCurrent'>;

/**
 * The profile with another endpoint. The key, its owner and the default office belong to the hosts that they came from:
 * they stay only when both hosts do.
 *
 * @param dashboard - Only where it cannot be derived.
 * @throws {@link InvalidArgumentError} when an endpoint is not https, or this machine.
 */
export function moveConfig(
  config: ProfileFields | undefined,
  endpoint: string,
  dashboard: string | undefined,
): ProfileFields {
  const checked = new Transport({ endpoint, dashboardEndpoint: dashboard });
  const derived = dashboardEndpointFor(checked.endpoint);
  const hosts = {
    endpoint: checked.endpoint,
    ...(checked.dashboardEndpoint !== derived && { dashboardEndpoint: checked.dashboardEndpoint }),
  };
  const stays =
    config !== undefined &&
    sameOrigin(config.endpoint, checked.endpoint) &&
    sameOrigin(config.dashboardEndpoint ?? dashboardEndpointFor(config.endpoint), checked.dashboardEndpoint);
  if (!stays) return hosts;
  const { apiKeyIn, email, defaultOffice } = config;
  return { ...hosts, apiKeyIn, email, defaultOffice };
}
