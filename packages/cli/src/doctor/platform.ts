import type { Keystore } from '@mitosislabs/keystore';
import { Transport } from '@mitosislabs/transport';
import type { Context } from '../Context.ts';
import { connect, type Settings } from '../client/connect.ts';
import { describe } from '../errors/describe.ts';
import { miOptions } from '../version.ts';
import { type Finding, failed, ok } from './Check.ts';

/** How long to wait for each answer, in ms. */
const TIMEOUT_MS = 10_000;
/** The clock may be wrong by so much, in seconds: signatures allow a minute. */
const SKEW_S = 30;

/** Checks whether the platform answers, and how far this machine's clock is from its clock. */
export async function checkNetwork({ endpoint }: Settings, { signal }: Context): Promise<Finding[]> {
  const transport = new Transport({ endpoint, ...miOptions });
  const sentAt = Date.now();
  try {
    const { response } = await transport
      .request<unknown>('GET', '/health', { signal, timeout: TIMEOUT_MS, maxRetries: 0, as: 'text' })
      .withResponse();
    return [ok('network', `${endpoint} answers`), checkClock(response.headers['date'], sentAt, Date.now())];
  } catch (error) {
    const headers = Reflect.get(Object(error), 'headers') as Record<string, string> | undefined;
    if (Number(Reflect.get(Object(error), 'status')) > 0) {
      // Any answer will do.
      return [ok('network', `${endpoint} answers`), checkClock(headers?.['date'], sentAt, Date.now())];
    }
    return [
      failed('network', error, describe(error, 'doctor').hint),
      { name: 'clock', status: 'skipped', detail: 'the platform does not answer' },
    ];
  }
}

/** Compares this machine's clock with the time of an answer. */
export function checkClock(date: string | undefined, sentAt: number, receivedAt: number): Finding {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return { name: 'clock', status: 'skipped', detail: 'the response has no date' };
  // A date has whole seconds.
  const skew = theirs + 500 < sentAt ? sentAt - theirs - 500 : theirs > receivedAt ? receivedAt - theirs : 0;
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (seconds <= SKEW_S) return ok('clock', seconds === 0 ? 'right' : `${seconds} s off`);
  return {
    name: 'clock',
    status: 'warning',
    detail: `${seconds} s ${skew > 0 ? 'ahead' : 'behind'}`,
    fix: 'Set the clock of this machine: signatures are valid for a short time only.',
  };
}

/** Checks whether the key is accepted. */
export async function checkKey(
  settings: Settings,
  { signal }: Context,
  isReachable: boolean,
): Promise<Finding> {
  const { apiKey, jwtSecret, login } = settings;
  if (!apiKey && !jwtSecret) {
    const detail = settings.withheldFrom
      ? `the stored key is for ${settings.withheldFrom}`
      : 'you are not signed in';
    return failed('key', detail, `Run \`${login}\`, or set MITOSIS_API_KEY.`);
  }
  if (!isReachable) return { name: 'key', status: 'skipped', detail: 'the platform does not answer' };
  const { OfficesAPI } = await import('@mitosislabs/api/offices');
  try {
    const offices = await new OfficesAPI(connect(settings)).list({
      signal,
      timeout: TIMEOUT_MS,
      maxRetries: 0,
    });
    const from = apiKey ? `from the ${apiKey.from}` : 'the JWT secret';
    return ok('key', `accepted, ${from}; ${offices.length} ${offices.length === 1 ? 'office' : 'offices'}`);
  } catch (error) {
    return failed('key', error, describe(error, 'doctor').hint);
  }
}

/** Checks whether the platform accepts the agents' keys on this machine. A key that is encrypted needs its passphrase. */
export async function checkAgentKeys(
  keystore: Keystore,
  settings: Settings,
  context: Context,
  isReachable: boolean,
): Promise<Finding[]> {
  const offices = await keystore.listOffices();
  const keys = await Promise.all(
    offices.map(async (office) => (await keystore.listAgentKeys(office)).map((agent) => ({ office, agent }))),
  );
  const all = keys.flat();
  if (all.length === 0) return [ok('agent keys', 'none on this machine')];
  if (!isReachable) {
    return [
      { name: 'agent keys', status: 'skipped', detail: `${all.length} here; the platform does not answer` },
    ];
  }
  return Promise.all(all.map((one) => checkAgentKey(keystore, settings, context, one)));
}

async function checkAgentKey(
  keystore: Keystore,
  { endpoint, dashboardEndpoint }: Settings,
  { env, signal }: Context,
  { office, agent }: { office: string; agent: string },
): Promise<Finding> {
  const name = `key of ${agent}`;
  const host = { endpoint, dashboardEndpoint, ...miOptions };
  const passphrase = async () => env['MITOSIS_KEY_PASSPHRASE'] || undefined;
  try {
    const { workingAgentKey } = await import('@mitosislabs/api/keys');
    const signingKey = await workingAgentKey(keystore, new Transport(host), office, agent, {
      endpoint,
      passphrase,
      signal,
    });
    if (!signingKey) return failed(name, `it is gone, office ${office}`, undefined);
    await new Transport({ ...host, agent: { agentId: agent, signingKey } }).request(
      'GET',
      `/api/v1/offices/${encodeURIComponent(office)}/capabilities/self`,
      { signal, timeout: TIMEOUT_MS, maxRetries: 0 },
    );
    return ok(name, `accepted, office ${office}`);
  } catch (error) {
    if (signal.aborted) throw error;
    const status: unknown = Reflect.get(Object(error), 'status');
    const code: unknown = Reflect.get(Object(error), 'code');
    if (code === 'office_suspended') {
      const fix = `mi offices resume ${office}`;
      return { name, status: 'warning', detail: `the office is suspended, office ${office}`, fix };
    }
    // The key was accepted: only a permission is missing.
    if (status === 403) return ok(name, `accepted, office ${office}`);
    if (status === 401) {
      const detail = `the platform has another key, or none, office ${office}`;
      return failed(name, detail, `mi keys rotate -o ${office} -a ${agent}`);
    }
    if (status === 404)
      return { name, status: 'warning', detail: `the agent no longer exists, office ${office}` };
    const { message, hint } = describe(error, 'doctor');
    if (code === 'key_for_another_host') return { name, status: 'skipped', detail: message };
    return failed(name, message, hint);
  }
}
