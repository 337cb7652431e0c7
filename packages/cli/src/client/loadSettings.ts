import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { KeystoreError, type Profile, type StoredConfig } from '@mitosislabs/keystore';
import { apiEndpointFor, dashboardEndpointFor } from '@mitosislabs/transport/hosts';
import type { Context } from '../Context.ts';
import { unknownProfile } from '../errors/unknownProfile.ts';
import { keystoreOf, namedProfile } from './keystoreOf.ts';
import { parseUrl, sameOrigin } from './urls.ts';
import { apiKeyVariable } from './variables.ts';

/** Where people sign in who name no other place. */
const DEFAULT_ENDPOINT = 'https://m.mitosislabs.ai';

/** Where the platform is for this run, and as whom to act. */
export interface Settings {
  /** The office-manager. */
  endpoint: string;
  /** Whether somebody said so; else it is where people sign in who name no other place. */
  isNamed: boolean;
  /** The dashboard. */
  dashboardEndpoint: string;
  /** The key to act with, and where it comes from. */
  apiKey: { value: string; from: 'environment' | 'file' | 'keychain' } | undefined;
  /** Whose key it is, where that is known. */
  email: string | undefined;
  /** The office to act on when none is named. */
  defaultOffice: string | undefined;
  /** The profile that this is. */
  profile: string;
  /** What to type to sign in to it. */
  login: string;
  /** The other profiles that somebody is signed in to. */
  others: readonly string[];
  /** Where the stored key belongs, when it is not used because another place was named. */
  withheldFrom: string | undefined;
}

/** What the command line says of where to go and as whom. */
export interface SettingsFlags {
  endpoint?: string | undefined;
  profile?: string | undefined;
  /** Whether the profile may be one that is not there yet. */
  mayBeNew?: boolean;
  /** Leaves the stored key where it is. */
  withoutKey?: boolean;
}

/**
 * Reads where to go and as whom: flag, then environment, then the profile. A stored key goes only where it was stored for.
 *
 * @throws {@link CliError} `profile_unknown` when a profile was named that is not there.
 */
export async function loadSettings(context: Context, flags: SettingsFlags = {}): Promise<Settings> {
  const { env } = context;
  const given = namedEndpoint(env, flags.endpoint);
  const { profiles, stored } = await known(context, flags, given !== undefined);
  const named = given ?? stored?.endpoint;
  const endpoint = named ?? DEFAULT_ENDPOINT;
  const here = stored !== undefined && sameOrigin(endpoint, stored.endpoint);
  const home = stored && (stored.dashboardEndpoint ?? dashboardEndpointFor(stored.endpoint));
  const dashboardEndpoint =
    namedDashboard(env) ?? (here ? stored.dashboardEndpoint : undefined) ?? dashboardEndpointFor(endpoint);
  const trusted = here && home !== undefined && sameOrigin(dashboardEndpoint, home);
  const hasKey = stored?.apiKeyIn !== undefined;
  const variable = apiKeyVariable(env);
  let apiKey: Settings['apiKey'] = variable && { value: variable.value, from: 'environment' };
  if (!apiKey && hasKey && trusted && !flags.withoutKey) {
    // Only now: the keychain may ask somebody for a password.
    const config = await keystoreOf(context, stored.name).loadConfig();
    // Somebody signed in or moved it meanwhile: that key is for another place, perhaps.
    if (!isSame(config, stored)) return loadSettings(context, flags);
    apiKey = { value: config.apiKey, from: stored.apiKeyIn ?? 'file' };
  }
  return {
    endpoint,
    isNamed: named !== undefined,
    dashboardEndpoint,
    apiKey,
    email: apiKey && apiKey.from !== 'environment' ? stored?.email : undefined,
    defaultOffice: here ? stored.defaultOffice : undefined,
    profile: stored?.name ?? namedProfile(context, flags.profile) ?? 'default',
    login: flags.profile === undefined ? 'mi login' : `mi login --profile ${flags.profile}`,
    others: profiles.flatMap(({ name, apiKeyIn }) => (apiKeyIn && name !== stored?.name ? [name] : [])),
    withheldFrom: hasKey && !trusted ? stored.endpoint : undefined,
  };
}

/**
 * Reads the keystore. An unusable one is ignored if the environment has a key and an endpoint, or a key and no home folder:
 * then there is no keystore that could name another endpoint.
 */
async function known(
  context: Context,
  flags: SettingsFlags,
  hasEndpoint: boolean,
): Promise<{ profiles: readonly Profile[]; stored: Profile | undefined }> {
  const hasKey = apiKeyVariable(context.env) !== undefined && flags.profile === undefined;
  try {
    const profiles = await keystoreOf(context, flags.profile).listProfiles();
    return { profiles, stored: await storedProfile(context, flags, profiles) };
  } catch (error) {
    const isInvalid = error instanceof InvalidArgumentError;
    const hasNoHome = isInvalid && error.argument === 'basePath' && namedProfile(context) === undefined;
    const isIgnored = hasEndpoint ? isInvalid || error instanceof KeystoreError : hasNoHome;
    if (!hasKey || !isIgnored) throw error;
    return { profiles: [], stored: undefined };
  }
}

/** Whether a config is what was known of its profile. */
function isSame(
  config: StoredConfig | undefined,
  profile: Profile,
): config is StoredConfig & { apiKey: string } {
  const fields = ['endpoint', 'dashboardEndpoint', 'email', 'defaultOffice'] as const;
  return config?.apiKey !== undefined && fields.every((name) => config[name] === profile[name]);
}

/** The profile that is named, or is current; `undefined` when there is none yet. */
async function storedProfile(
  context: Context,
  { profile, mayBeNew }: SettingsFlags,
  profiles: readonly Profile[],
): Promise<Profile | undefined> {
  const named = namedProfile(context, profile);
  const found = profiles.find(({ name, isCurrent }) => (named === undefined ? isCurrent : name === named));
  if (found || (mayBeNew && named !== undefined)) return found;
  // Throws for a broken profile, and when the current one is missing.
  await keystoreOf(context, profile).loadConfig();
  if (named !== undefined && named !== 'default') throw unknownProfile(named, profiles);
  return undefined;
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
