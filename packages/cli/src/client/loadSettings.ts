import type { StoredConfig } from '@mitosislabs/keystore';
import { apiEndpointFor, dashboardEndpointFor } from '@mitosislabs/transport/hosts';
import type { Context } from '../Context.ts';
import { unknownProfile } from '../errors/unknownProfile.ts';
import { keystoreOf, namedProfile } from './keystoreOf.ts';
import { parseUrl, sameOrigin } from './urls.ts';

/** Where people sign in who name no other place. */
const DEFAULT_ENDPOINT = 'https://m.mitosislabs.ai';

/** Where the platform is for this run, and as whom to act. */
export interface Settings {
  /** The office-manager. */
  endpoint: string;
  /** The dashboard. */
  dashboardEndpoint: string;
  /** The key to act with, and where it comes from. */
  apiKey: { value: string; from: 'environment' | 'keystore' } | undefined;
  /** Whose key it is, where that is known. */
  email: string | undefined;
  /** The office to act on when none is named. */
  defaultOffice: string | undefined;
  /** Where the stored key belongs, when it is not used because another place was named. */
  withheldFrom: string | undefined;
}

/** What the command line says of where to go and as whom. */
export interface SettingsFlags {
  endpoint?: string | undefined;
  profile?: string | undefined;
  /** Whether the profile may be one that is not there yet. */
  mayBeNew?: boolean;
}

/**
 * Reads where to go and as whom: flag, then environment, then the profile. A stored key goes only where it was stored for.
 *
 * @throws {@link CliError} `profile_unknown` when a profile was named that is not there.
 */
export async function loadSettings(context: Context, flags: SettingsFlags = {}): Promise<Settings> {
  const { env } = context;
  const keystore = keystoreOf(context, flags.profile);
  const stored = await keystore.loadConfig();
  const named = namedProfile(context, flags.profile);
  if (!stored && !flags.mayBeNew && named !== undefined && named !== 'default') {
    throw unknownProfile(named, await keystore.listProfiles());
  }
  const endpoint = namedEndpoint(env, flags.endpoint) ?? stored?.endpoint ?? DEFAULT_ENDPOINT;
  const here = stored !== undefined && sameOrigin(endpoint, stored.endpoint);
  const home = stored && (stored.dashboardEndpoint ?? dashboardEndpointFor(stored.endpoint));
  const dashboardEndpoint =
    namedDashboard(env) ?? (here ? stored.dashboardEndpoint : undefined) ?? dashboardEndpointFor(endpoint);
  const trusted = here && home !== undefined && sameOrigin(dashboardEndpoint, home);
  return {
    endpoint,
    dashboardEndpoint,
    ...credentials(env, stored, trusted),
    defaultOffice: here ? stored.defaultOffice : undefined,
    withheldFrom: stored?.apiKey !== undefined && !trusted ? stored.endpoint : undefined,
  };
}

function credentials(
  env: Context['env'],
  stored: StoredConfig | undefined,
  trusted: boolean,
): Pick<Settings, 'apiKey' | 'email'> {
  const given = env['MITOSIS_API_KEY'];
  if (given) return { apiKey: { value: given, from: 'environment' }, email: undefined };
  if (stored?.apiKey === undefined || !trusted) return { apiKey: undefined, email: undefined };
  return { apiKey: { value: stored.apiKey, from: 'keystore' }, email: stored.email };
}

function namedEndpoint(env: Context['env'], flag: string | undefined): string | undefined {
  if (flag !== undefined) return apiEndpointFor(parseUrl('--endpoint', flag));
  const named = env['MITOSIS_ENDPOINT'];
  return named ? apiEndpointFor(parseUrl('MITOSIS_ENDPOINT', named)) : undefined;
}

function namedDashboard(env: Context['env']): string | undefined {
  const named = env['MITOSIS_DASHBOARD_ENDPOINT'];
  return named ? parseUrl('MITOSIS_DASHBOARD_ENDPOINT', named) : undefined;
}
