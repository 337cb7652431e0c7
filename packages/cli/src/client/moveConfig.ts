import type { Profile } from '@mitosislabs/keystore';
import { dashboardEndpointFor, Transport } from '@mitosislabs/transport';
import { isSameOrigin } from '@mitosislabs/transport/hosts';

/** A profile without its name. */
export type ProfileFields = Omit<Profile, 'name' | 'isCurrent'>;

/**
 * Returns a profile with another endpoint. The key, its owner and the default office belong to their hosts: they stay only if
 * both hosts stay.
 *
 * @param dashboard - The dashboard, if it cannot be derived.
 * @throws {@link InvalidArgumentError} if an endpoint is neither https nor on this machine.
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
    isSameOrigin(config.endpoint, checked.endpoint) &&
    isSameOrigin(
      config.dashboardEndpoint ?? dashboardEndpointFor(config.endpoint),
      checked.dashboardEndpoint,
    );
  if (!stays) return hosts;
  const { apiKeyIn, email, defaultOffice } = config;
  return { ...hosts, apiKeyIn, email, defaultOffice };
}
