import {
  accountCredentials,
  type Environment,
  keystoreSources,
  officeVariable,
  resolveAccount,
} from '@mitosislabs/api/account';
import { workingAgentKey } from '@mitosislabs/api/keys';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { MitosisError } from '@mitosislabs/auth/errors';
import { Keystore } from '@mitosislabs/keystore';
import { Transport } from '@mitosislabs/transport';
import type { MCPOptions } from './MCPOptions.ts';

/** The account and the office that the command line names. */
export interface AccountFlags {
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
  /** The only office: its id or name. */
  readonly office?: string | undefined;
  /** The agent to act as. */
  readonly agent?: string | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Attempts of a call. A model cannot judge whether to repeat one, so the client tries longer than usual. */
const MAX_RETRIES = 4;

/**
 * Finds the account as `mi` does: in the environment, else in the keystore.
 *
 * @param env - The environment variables.
 * @param flags - The account and the office that the command line names.
 * @param onWarning - Called with a warning of the keystore.
 * @throws {@link MitosisError} `not_signed_in`, `no_agent_key`, `office_unknown`.
 */
export async function connectAccount(
  env: Environment,
  { endpoint, profile, office, agent }: AccountFlags,
  onWarning: (text: string) => void,
): Promise<Pick<MCPOptions, 'transport' | 'office' | 'defaultOffice' | 'secrets'>> {
  const keystore = new Keystore({
    basePath: env['MITOSIS_HOME'] || undefined,
    profile: profile ?? (env['MI_PROFILE'] || undefined),
    passphrase: () => env['MITOSIS_KEY_PASSPHRASE'] || undefined,
    onWarning: ({ message, hint }) => onWarning(`${message} ${hint}`),
  });
  const account = await resolveAccount({
    env,
    endpoint,
    needsProfile: profile !== undefined,
    ...keystoreSources(() => keystore),
  });
  const hosts = {
    endpoint: account.endpoint,
    dashboardEndpoint: account.dashboardEndpoint,
    userAgent: 'mitosis-mcp',
    maxRetries: MAX_RETRIES,
  };
  const stored = account.isProfileHost ? account.profile?.defaultOffice : undefined;
  const variable = officeVariable(env)?.value;
  if (agent !== undefined) {
    const id = office ?? variable ?? stored ?? (await officeOfKey(keystore, agent));
    const signingKey = await workingAgentKey(keystore, new Transport(hosts), id, agent, {
      endpoint: account.endpoint,
    });
    if (!signingKey) throw noAgentKey(id, agent);
    // An agent is of one office.
    return { transport: new Transport({ ...hosts, agent: { agentId: agent, signingKey } }), office: id };
  }
  const credentials = accountCredentials(account);
  if (!credentials) throw notSignedIn();
  const transport = new Transport({ ...hosts, ...credentials });
  const secrets = [account.apiKey?.value, account.jwtSecret].filter((one) => one !== undefined);
  return {
    transport,
    secrets,
    office: office === undefined ? undefined : await findOffice(transport, office),
    defaultOffice: variable === undefined ? stored : await findOffice(transport, variable),
  };
}

function notSignedIn(): MitosisError {
  return new MitosisError('No account is signed in on this machine.', {
    code: 'not_signed_in',
    hint: 'Run `npx @mitosislabs/cli login`, or set MITOSIS_API_KEY in the configuration of the MCP client.',
  });
}

/** Finds an office by its id or name. */
async function findOffice(transport: Transport, word: string): Promise<string> {
  if (UUID.test(word)) return word;
  const offices = await new OfficesAPI(transport).list();
  const found = offices.find(({ id }) => id === word) ?? offices.find(({ name }) => name === word);
  if (found) return found.id;
  throw new MitosisError(`This account has no office ${JSON.stringify(word)}.`, {
    code: 'office_unknown',
    hint: 'Name it by its id: `mi offices list` shows yours.',
  });
}

/** The only office of which an agent of that name has a key on this machine. */
async function officeOfKey(keystore: Keystore, agent: string): Promise<string> {
  const offices: string[] = [];
  for (const office of await keystore.listOffices()) {
    if ((await keystore.listAgentKeys(office)).includes(agent)) offices.push(office);
  }
  const [office, ...others] = offices;
  if (office !== undefined && others.length === 0) return office;
  if (office === undefined) throw noAgentKey('<office>', agent);
  throw new MitosisError(`Agents called ${agent} have keys in ${offices.length} offices.`, {
    code: 'ambiguous_agent',
    hint: 'Name the office with --office.',
  });
}

function noAgentKey(office: string, agent: string): MitosisError {
  return new MitosisError(`There is no key for the agent ${agent} on this machine.`, {
    code: 'no_agent_key',
    hint: `Make one and register it: npx -p @mitosislabs/sdk mi keys rotate -o ${office} -a ${agent}`,
  });
}
