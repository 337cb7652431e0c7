import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import {
  apiEndpointFor,
  DEFAULT_ENDPOINT,
  dashboardEndpointFor,
  isSameOrigin,
} from '@mitosislabs/transport/hosts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An account in a keystore, such as a `Profile` or a `StoredConfig` of `@mitosislabs/keystore`. */
export interface StoredAccount {
  /** The office-manager. */
  readonly endpoint: string;
  /** The dashboard, if it cannot be derived from the endpoint. */
  readonly dashboardEndpoint?: string | undefined;
  /** The e-mail address of the account, if it is known. */
  readonly email?: string | undefined;
  /** The id of the office to use if none is named. */
  readonly defaultOffice?: string | undefined;
}

/** A key, and where it comes from. */
export interface ResolvedKey {
  /** The API key. */
  readonly value: string;
  /** Where it comes from: the environment, or a place of the keystore. */
  readonly from: 'environment' | 'file' | 'keychain';
}

/** An environment variable that is set and not empty. */
export interface Variable {
  /** Its name. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
}

/** An account in a keystore, without its key. */
export interface StoredProfile extends StoredAccount {
  /** Its name. */
  readonly name?: string | undefined;
  /** Where its key is; left out if it has none. */
  readonly apiKeyIn?: 'file' | 'keychain' | undefined;
}

/** A keystore with the office-manager's JWT secret, such as a `Keystore` of `@mitosislabs/keystore`. */
export interface SecretKeystore {
  /** Whether there is a secret. */
  hasJWTSecret(): Promise<boolean>;
  /** Loads the secret; throws if it belongs to another host than `endpoint`. */
  loadJWTSecret(options: { endpoint: string }): Promise<string>;
}

/** The places that {@link resolveAccount} reads. */
export interface AccountSources<Profile extends StoredProfile> {
  /** The environment variables. */
  readonly env: Environment;
  /** The endpoint on the command line. It overrides the environment. */
  readonly endpoint?: string | undefined;
  /**
   * Reads the profile to use; `undefined` for none. A keystore that cannot be used is ignored if the environment has both an API key
   * and an endpoint, or a key and no home folder.
   */
  readonly loadProfile: () => Promise<Profile | undefined>;
  /** Never ignores a keystore that cannot be read: an option names the profile. Default: `false`. */
  readonly needsProfile?: boolean | undefined;
  /** Reads the config of that profile with its key; left out if no key is needed. The keychain may ask for a password. */
  readonly loadConfig?:
    | ((
        profile: Profile,
      ) => Promise<(Partial<StoredAccount> & { readonly apiKey?: string | undefined }) | undefined>)
    | undefined;
  /** Returns the keystore with the JWT secret, which signs in if there is no API key. Default: the secret is not used. */
  readonly secretKeystore?: ((profile: Profile) => SecretKeystore | undefined) | undefined;
  /** Checks a URL of the environment. Default: throws {@link InvalidArgumentError} for text that is no URL. */
  readonly parseUrl?: ((name: string, value: string) => string) | undefined;
}

/** The platform to use, and the account to act as. */
export interface ResolvedAccount<Profile extends StoredProfile> {
  /** The office-manager. */
  readonly endpoint: string;
  /** Whether an option, the environment or the profile names the endpoint; else it is the default. */
  readonly isEndpointNamed: boolean;
  /** The dashboard. */
  readonly dashboardEndpoint: string;
  /** The key; `undefined` if there is none, or it may not be used. */
  readonly apiKey: ResolvedKey | undefined;
  /** The office-manager's JWT secret, if there is no API key. */
  readonly jwtSecret?: string | undefined;
  /** The profile. */
  readonly profile: Profile | undefined;
  /** Whether the endpoint is that of the profile. */
  readonly isProfileHost: boolean;
  /** Whether the endpoint and the dashboard are those of the profile: only then may its secrets be used. */
  readonly isTrusted: boolean;
  /** The host of the stored key or secret, if it is not used because another host was named. */
  readonly withheldFrom: string | undefined;
}

/** How often a profile and its config are read until they agree: another process may change them in between. */
const MOST_READS = 10;

/**
 * Decides which platform to use, and which API key. Options override the environment, and the environment overrides the
 * profile. A stored key or secret is used only for the hosts that it was stored for.
 *
 * @param sources - The environment, the keystore and the options.
 * @returns the hosts, and the key if there is one.
 * @throws {@link InvalidArgumentError} if a variable is not a URL.
 * @throws {@link MitosisError} `profile_changed` if `loadConfig` never returns the config of the profile.
 *
 * @example
 * ```ts
 * import { resolveAccount } from '@mitosislabs/api/account';
 *
 * const { endpoint } = await resolveAccount({ env: process.env, loadProfile: async () => undefined });
 * console.log(endpoint); // https://m.mitosislabs.ai
 * ```
 */
export function resolveAccount<Profile extends StoredProfile>(
  sources: AccountSources<Profile>,
): Promise<ResolvedAccount<Profile>> {
  return resolve(sources, MOST_READS);
}

/** @param reads - How often the profile and its config may be read until they agree. */
async function resolve<Profile extends StoredProfile>(
  sources: AccountSources<Profile>,
  reads: number,
): Promise<ResolvedAccount<Profile>> {
  const { env, loadConfig } = sources;
  const named = namedHosts(sources);
  const variable = apiKeyVariable(env);
  const profile = await sources.loadProfile().catch((error: unknown) => {
    const isIgnored = named.endpoint === undefined ? isHomeless(error, env) : isUnusable(error);
    if (variable && !sources.needsProfile && isIgnored) return undefined;
    throw error;
  });
  const endpoint = named.endpoint ?? profile?.endpoint ?? DEFAULT_ENDPOINT;
  const isProfileHost = profile !== undefined && isSameOrigin(profile.endpoint, endpoint);
  const dashboardEndpoint =
    named.dashboardEndpoint ??
    (isProfileHost ? profile.dashboardEndpoint : undefined) ??
    dashboardEndpointFor(endpoint);
  const hasKey = profile?.apiKeyIn !== undefined;
  const isTrusted = isProfileHost && isSameOrigin(dashboardEndpoint, dashboardOf(profile));
  const account = {
    endpoint,
    isEndpointNamed: named.endpoint !== undefined || profile !== undefined,
    dashboardEndpoint,
    profile,
    isProfileHost,
    isTrusted,
    withheldFrom: hasKey && !isTrusted ? profile.endpoint : undefined,
  };
  if (variable) return { ...account, apiKey: { value: variable.value, from: 'environment' } };
  if (!hasKey && profile) return { ...account, ...(await secretOf(profile, isTrusted, sources)) };
  if (!hasKey || !isTrusted || !loadConfig) return { ...account, apiKey: undefined };
  // Only now: the keychain may ask for a password.
  const config = await loadConfig(profile);
  // Another process changed the profile: the key may be for another host.
  if (!config || !isSame(config, profile)) {
    if (reads > 1) return resolve(sources, reads - 1);
    throw new MitosisError('The profile and its config differ each time that they are read.', {
      code: 'profile_changed',
      hint: '`loadConfig` must return the config of the profile that `loadProfile` returned.',
    });
  }
  const from = profile.apiKeyIn ?? 'file';
  return { ...account, apiKey: config.apiKey === undefined ? undefined : { value: config.apiKey, from } };
}

/** Returns the JWT secret for a profile without an API key. It belongs to the profile `default`: earlier clients had no other. */
async function secretOf<Profile extends StoredProfile>(
  profile: Profile,
  isTrusted: boolean,
  { secretKeystore }: AccountSources<Profile>,
): Promise<Partial<Pick<ResolvedAccount<Profile>, 'jwtSecret' | 'withheldFrom'>> & { apiKey: undefined }> {
  const keystore = profile.name === 'default' ? secretKeystore?.(profile) : undefined;
  if (!(await keystore?.hasJWTSecret())) return { apiKey: undefined };
  const jwtSecret = await keystore
    ?.loadJWTSecret({ endpoint: profile.endpoint })
    .catch((error: unknown): undefined => {
      // The profile moved to another host, and the secret did not.
      if (!MitosisError.isInstance(error) || error.code !== 'key_for_another_host') throw error;
    });
  if (isTrusted) return { apiKey: undefined, jwtSecret };
  return { apiKey: undefined, ...(jwtSecret !== undefined && { withheldFrom: profile.endpoint }) };
}

/**
 * Finds the variable that the API key is read from: `MITOSIS_API_KEY`, else `MI_API_KEY`.
 *
 * @param env - The environment variables.
 * @returns its name and value, without newlines at its end; `undefined` if neither is set.
 *
 * @example
 * ```ts
 * import { apiKeyVariable } from '@mitosislabs/api/account';
 *
 * console.log(apiKeyVariable({ MI_API_KEY: 'mi_example' })?.name); // MI_API_KEY
 * ```
 */
export function apiKeyVariable(env: Environment): Variable | undefined {
  for (const name of API_KEY_VARIABLES) {
    // `MITOSIS_API_KEY=$(cat key)` has no newline at its end, but variables of containers and CI often do.
    const value = env[name]?.replace(/[\r\n]+$/, '');
    if (value) return { name, value };
  }
  return undefined;
}

/**
 * Finds the variable that the office is read from: `MITOSIS_OFFICE`, else `MI_OFFICE`, else `MI_OFFICE_ID`.
 *
 * @param env - The environment variables.
 * @returns its name and value; `undefined` if none is set.
 *
 * @example
 * ```ts
 * import { officeVariable } from '@mitosislabs/api/account';
 *
 * console.log(officeVariable({ MI_OFFICE: 'acme' })?.value); // acme
 * ```
 */
export function officeVariable(env: Environment): Variable | undefined {
  for (const name of OFFICE_VARIABLES) {
    const value = env[name];
    if (value) return { name, value };
  }
  return undefined;
}

/** The variables of the office, the preferred one first. */
export const OFFICE_VARIABLES: readonly string[] = ['MITOSIS_OFFICE', 'MI_OFFICE', 'MI_OFFICE_ID'];

/** The variables of the API key, the preferred one first. */
export const API_KEY_VARIABLES: readonly string[] = ['MITOSIS_API_KEY', 'MI_API_KEY'];

/** The hosts that an option or the environment names. */
function namedHosts({
  env,
  endpoint,
  parseUrl = assertUrl,
}: Omit<AccountSources<never>, 'loadProfile' | 'loadConfig'>) {
  const api = endpoint ?? (env['MITOSIS_ENDPOINT'] && parseUrl('MITOSIS_ENDPOINT', env['MITOSIS_ENDPOINT']));
  const dashboard = env['MITOSIS_DASHBOARD_ENDPOINT'];
  return {
    endpoint: api ? apiEndpointFor(api) : undefined,
    dashboardEndpoint: dashboard ? parseUrl('MITOSIS_DASHBOARD_ENDPOINT', dashboard) : undefined,
  };
}

function assertUrl(name: string, value: string): string {
  try {
    new URL(value);
    return value;
  } catch {
    throw new InvalidArgumentError(name, 'is not a URL', { hint: 'Write it like https://m.mitosislabs.ai.' });
  }
}

function dashboardOf({ endpoint, dashboardEndpoint }: StoredAccount): string {
  return dashboardEndpoint ?? dashboardEndpointFor(endpoint);
}

function isSame(config: Partial<StoredAccount>, profile: StoredAccount): boolean {
  const fields = ['endpoint', 'dashboardEndpoint', 'email', 'defaultOffice'] as const;
  return fields.every((name) => config[name] === profile[name]);
}

/** Whether an error says that the keystore, or the name of a profile, is unusable. */
function isUnusable(error: unknown): boolean {
  return MitosisError.isInstance(error) && /^(Keystore|InvalidArgument)Error$/.test(error.name);
}

/** Whether there is no home folder: then no keystore can name another endpoint than the default one. */
function isHomeless(error: unknown, env: Environment): boolean {
  return InvalidArgumentError.isInstance(error) && error.argument === 'basePath' && !env['MI_PROFILE'];
}
