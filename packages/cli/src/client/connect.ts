import { apiKeyVariable, resolveAccount } from '@mitosislabs/api/account';
import { Keystore, type Profile } from '@mitosislabs/keystore';
import { type Middleware, Transport } from '@mitosislabs/transport';
import { isSameOrigin } from '@mitosislabs/transport/hosts';
import type { Context } from '../Context.ts';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import { unknownProfile } from '../errors/unknownProfile.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { fitted } from '../terminal/message.ts';
import { miOptions } from '../version.ts';

/** The platform that a run uses, and the account that it acts as. */
export interface Settings {
  /** The office-manager. */
  endpoint: string;
  /** Whether an option, the environment or a profile sets the endpoint. Otherwise it is the default. */
  isNamed: boolean;
  /** The dashboard. */
  dashboardEndpoint: string;
  /** The API key, and where it comes from: the variable, if it is one of the environment. */
  apiKey: { value: string; from: 'environment' | 'file' | 'keychain'; variable?: string } | undefined;
  /** The office-manager's JWT secret, if there is no key. */
  jwtSecret: string | undefined;
  /** The e-mail address of the key's owner, if it is known. */
  email: string | undefined;
  /** The office to act on when none is named. */
  defaultOffice: string | undefined;
  /** The name of the profile. */
  profile: string;
  /** The command that signs in to it. */
  login: string;
  /** The other profiles with a key. */
  others: readonly string[];
  /** The host of the stored key, if the key is not used because another host was named. */
  withheldFrom: string | undefined;
}

/** Options of the command line about the platform and the account. */
export interface SettingsFlags {
  endpoint?: string | undefined;
  profile?: string | undefined;
  /** Allows a profile that does not exist. */
  mayBeNew?: boolean;
  /** Does not read the stored key. */
  withoutKey?: boolean;
  /** Does not read the keystore if {@link isAccountGiven}: there is no default office then. */
  mayLackProfile?: boolean;
}

/**
 * Whether the command line and the environment give the key and both hosts. The profile then adds only its name and the
 * default office.
 */
function isAccountGiven({ env }: Context, { endpoint, profile }: SettingsFlags): boolean {
  const hasHosts = !!(endpoint ?? env['MITOSIS_ENDPOINT']) && !!env['MITOSIS_DASHBOARD_ENDPOINT'];
  return hasHosts && profile === undefined && apiKeyVariable(env) !== undefined;
}

/** The profile that a run names: with `--profile`, else with `MI_PROFILE`; `undefined` when it takes the current one. */
export function namedProfile({ env }: Pick<Context, 'env'>, flag?: string): string | undefined {
  return flag ?? (env['MI_PROFILE'] || undefined);
}

/** The keystore of a run: in `MITOSIS_HOME` or `~/.os1`, on the named profile or the current one. Warns once a run. */
export function keystoreOf(context: Pick<Context, 'env' | 'stderr'>, profile?: string): Keystore {
  return new Keystore({
    basePath: context.env['MITOSIS_HOME'] || undefined,
    profile: namedProfile(context, profile),
    onWarning: ({ message, hint }) => {
      if (!warned.has(context)) {
        context.stderr.write(`${escapeLine(`note: ${message} ${hint}`)}\n`);
      }
      warned.add(context);
    },
  });
}

const warned = new WeakSet<object>();

/**
 * Reads the settings of a run. Options override the environment, and the environment overrides the profile. A stored key is
 * used only for the hosts that it was stored for.
 *
 * @throws {@link CliError} `profile_unknown` if the named profile does not exist.
 */
export async function loadSettings(context: Context, flags: SettingsFlags = {}): Promise<Settings> {
  let profiles: readonly Profile[] = [];
  let opened: Keystore | undefined;
  const keystore = () => {
    opened ??= keystoreOf(context, flags.profile);
    return opened;
  };
  const account = await resolveAccount({
    env: context.env,
    endpoint: flags.endpoint === undefined ? undefined : parseUrl('--endpoint', flags.endpoint),
    parseUrl,
    needsProfile: flags.profile !== undefined,
    loadProfile: async () => {
      if (flags.mayLackProfile && isAccountGiven(context, flags)) return undefined;
      profiles = await keystore().listProfiles();
      return storedProfile(context, flags, profiles, keystore());
    },
    loadConfig: flags.withoutKey ? undefined : () => keystore().loadConfig(),
    secretKeystore: flags.withoutKey ? undefined : keystore,
  });
  const {
    endpoint,
    isEndpointNamed,
    dashboardEndpoint,
    apiKey,
    jwtSecret,
    profile,
    isProfileHost,
    withheldFrom,
  } = account;
  return {
    endpoint,
    isNamed: isEndpointNamed,
    dashboardEndpoint,
    apiKey: apiKey?.from === 'environment' ? withVariable(apiKey, context) : apiKey,
    jwtSecret,
    email: apiKey && apiKey.from !== 'environment' ? profile?.email : undefined,
    defaultOffice: isProfileHost ? profile?.defaultOffice : undefined,
    profile: profile?.name ?? namedProfile(context, flags.profile) ?? 'default',
    login: flags.profile === undefined ? 'mi login' : `mi login --profile ${flags.profile}`,
    others: profiles.flatMap(({ name, apiKeyIn }) => (apiKeyIn && name !== profile?.name ? [name] : [])),
    withheldFrom,
  };
}

/** Returns the profile that is named, or the current one; `undefined` if there is none yet. */
async function storedProfile(
  context: Context,
  { profile, mayBeNew }: SettingsFlags,
  profiles: readonly Profile[],
  keystore: Keystore,
): Promise<Profile | undefined> {
  const named = namedProfile(context, profile);
  const found = profiles.find(({ name, isCurrent }) => (named === undefined ? isCurrent : name === named));
  if (found || (mayBeNew && named !== undefined)) return found;
  // Throws for a broken profile, and when the current one is missing.
  await keystore.loadConfig();
  if (named === undefined || named === 'default') return undefined;
  // The key of the environment needs no profile.
  if (profile !== undefined || !apiKeyVariable(context.env)) throw unknownProfile(named, profiles);
  if (!context.env['MITOSIS_ENDPOINT']) noteUnknownProfile(named, context);
  return undefined;
}

/** Runs that have noted that MI_PROFILE names no profile. */
const noted = new WeakSet<object>();

function noteUnknownProfile(named: string, context: Context): void {
  if (!noted.has(context)) {
    const note = escapeLine(`note: MI_PROFILE names ${named}, which does not exist. It is ignored.`);
    context.stderr.write(`${fitted(note, context.stderr)}\n`);
  }
  noted.add(context);
}

/** Creates the transport to the platform, with the key or the secret of the settings. `middleware` sees every request. */
export function connect(settings: Settings, middleware: readonly Middleware[] = []): Transport {
  const { endpoint, dashboardEndpoint, apiKey, jwtSecret } = settings;
  const options = { endpoint, dashboardEndpoint, middleware, ...miOptions };
  if (apiKey !== undefined) {
    try {
      return new Transport({ ...options, apiKey: apiKey.value });
    } catch (error) {
      if (apiKey.variable === undefined || Reflect.get(Object(error), 'argument') !== 'apiKey') throw error;
      throw new CliError(
        `${apiKey.variable} is not a Mitosis API key: it must begin with mi_ and hold no spaces`,
        {
          code: 'invalid_argument',
          exitCode: ExitCode.notSignedIn,
          hint: 'Copy the key from the dashboard (user menu → Copy API Key), or unset the variable and run `mi login`.',
          cause: error,
        },
      );
    }
  }
  if (jwtSecret !== undefined) return new Transport({ ...options, jwt: { jwtSecret } });
  throw notSignedIn(settings);
}

function withVariable(apiKey: NonNullable<Settings['apiKey']>, { env }: Context): Settings['apiKey'] {
  const variable = apiKeyVariable(env)?.name;
  return { ...apiKey, ...(variable !== undefined && { variable }) };
}

function notSignedIn({ endpoint, dashboardEndpoint, withheldFrom, login, others }: Settings): CliError {
  if (withheldFrom === undefined) {
    return new CliError('you are not signed in', {
      code: 'not_signed_in',
      exitCode: ExitCode.notSignedIn,
      hint: `Run \`${login}\`, or set MITOSIS_API_KEY.${otherAccounts(others)}`,
    });
  }
  const isDashboard = isSameOrigin(endpoint, withheldFrom);
  return new CliError(
    `the stored key was issued for ${withheldFrom} and is not sent to ${isDashboard ? `the dashboard ${dashboardEndpoint}` : endpoint}`,
    {
      code: 'key_for_another_host',
      exitCode: ExitCode.notSignedIn,
      hint: `Run \`${login} --endpoint ${endpoint}${isDashboard ? ` --dashboard ${dashboardEndpoint}` : ''}\`, or set MITOSIS_API_KEY.`,
    },
  );
}

/** Lists the other accounts on this machine: the user may have meant one of them. */
function otherAccounts(names: readonly string[]): string {
  if (names.length === 0) return '';
  return ` Other accounts are signed in here: \`mi auth switch\` with ${names.join(', ')}.`;
}

/** Checks a URL of an option or a variable; `name` is its name. */
export function parseUrl(name: string, value: string): string {
  if (isWebAddress(value)) return value;
  // The part before an @ may be a password.
  const [shown, hint] = value.includes('@')
    ? ['must not hold a user name or password', 'Write it like https://mitosislabs.ai, without an @.']
    : [`is not a URL: ${value}`, 'Write it like https://mitosislabs.ai.'];
  throw new UsageError(`${name} ${shown}`, { hint });
}

function isWebAddress(value: string): boolean {
  try {
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}
