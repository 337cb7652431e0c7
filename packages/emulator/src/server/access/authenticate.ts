import { verifyJWT } from '@mitosislabs/auth/jwt';
import { ADMINISTRATORS, SIGNATURE_WINDOW_SECONDS } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import type { Clock } from '../../core/Clock.ts';
import type { Host } from '../../core/Host.ts';
import type { Settings } from '../../core/Settings.ts';
import { ApiError } from '../../errors.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import { Signatures, type Signed } from './Signatures.ts';

/** The parts of a request that authenticate it, as they were on the wire: nothing is decoded. */
export interface Proof {
  method: string;
  /** The request target: path and query. */
  target: string;
  /** The headers, by their names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
}

/** All emulators of a process share it: a verdict depends on no other state. */
const signatures = new Signatures();

/** Authenticates the caller of a request; 401 if it has no valid credentials. */
export function authenticate(
  platform: Platform,
  host: Host,
  proof: Proof,
  officeId: string | undefined,
): Caller | Promise<Caller> {
  const authorization = proof.headers['authorization'];
  const agentName = proof.headers['x-agent-id'];
  if (authorization === undefined && agentName === undefined) {
    throw unauthorized('Sign in: the request carries neither an API key nor a signature.');
  }
  const token = /^Bearer ([!-~]+)$/.exec(authorization ?? '')?.[1];
  if (token?.startsWith('mi_')) {
    const userId = platform.users.idOfKey(token);
    if (userId === undefined) throw unauthorized('The API key is not one of this server.');
    return { kind: 'user', id: `user:${userId}`, name: userId, userId, admin: false };
  }
  if (host === 'dashboard') throw unauthorized('The dashboard accepts API keys only.');
  if (token !== undefined) return userOfToken(platform.settings, token);
  if (agentName === undefined)
    throw unauthorized('The Authorization header must be «Bearer» and a key or token.');
  return agentOfSignature(platform, agentName, proof, officeId);
}

function userOfToken({ clock, jwtSecret }: Settings, token: string): Caller {
  try {
    const { userId, role } = verifiedToken(token, jwtSecret, clock);
    const admin = ADMINISTRATORS.includes(userId) || role === 'admin';
    return { kind: 'user', id: `user:${userId}`, name: userId, userId, admin };
  } catch (error) {
    throw unauthorized(error instanceof Error ? error.message : 'The token is not valid.');
  }
}

/** Verifies a token. When the clock runs fast, it may have expired within the last minute of real time. */
function verifiedToken(token: string, jwtSecret: string, clock: Clock): ReturnType<typeof verifyJWT> {
  const now = clock.now() / 1000;
  try {
    return verifyJWT(token, jwtSecret, { now });
  } catch (error) {
    if (clock.rate <= 1) throw error;
    return verifyJWT(token, jwtSecret, { now: now - SIGNATURE_WINDOW_SECONDS * clock.rate });
  }
}

function agentOfSignature(
  platform: Platform,
  name: string,
  { method, target, headers }: Proof,
  officeId: string | undefined,
): Caller | Promise<Caller> {
  const timestamp = headers['x-timestamp'] ?? '';
  const signature = headers['x-signature'] ?? '';
  // One spelling of a whole number: no sign, no exponent, no leading zero.
  if (!/^(0|[1-9]\d{0,12})$/.test(timestamp))
    throw unauthorized('X-Timestamp must be whole seconds since 1970.');
  const { clock } = platform.settings;
  // When the clock runs fast, a client has a minute of real time, as always.
  const seconds = SIGNATURE_WINDOW_SECONDS * Math.max(clock.rate, 1);
  if (Math.abs(Math.floor(clock.now() / 1000) - Number(timestamp)) > seconds) {
    throw unauthorized(`X-Timestamp is more than ${seconds} s away from this server's clock.`);
  }
  const signed = { message: Buffer.from(`${timestamp}\n${method.toUpperCase()}\n${target}`), signature };
  // Names repeat between offices: the office of the path is the likeliest.
  const likeliest = officeId === undefined ? undefined : platform.tables.agents.inOffice(officeId, name);
  if (
    likeliest &&
    keysOf(platform, likeliest).some((key) => signatures.verify({ ...signed, publicKey: key }))
  )
    return callerOf(likeliest);
  return anyAgent(platform, name, signed);
}

/** Tries the agents of that name in all offices, one after the other, while other requests are served. */
async function anyAgent(
  platform: Platform,
  name: string,
  signed: Omit<Signed, 'publicKey'>,
): Promise<Caller> {
  for (const candidate of platform.tables.agents.named(name)) {
    for (const publicKey of keysOf(platform, candidate)) {
      if (!(await signatures.verifyAside({ ...signed, publicKey }))) continue;
      // The agent may have been fired, or have another key by now.
      const agent = platform.agents.byId(candidate.id);
      if (agent && keysOf(platform, agent).includes(publicKey)) return callerOf(agent);
    }
  }
  throw unauthorized(`The signature is not that of an agent named ${name}.`);
}

/** The public keys of an agent: its own, and that of its pod in this process. */
function keysOf(platform: Platform, { id, public_key }: Pick<AgentRow, 'id' | 'public_key'>): string[] {
  const podKey = platform.agents.podKeys.get(id);
  return podKey === undefined ? [public_key] : [public_key, podKey];
}

function callerOf(agent: AgentRow): Caller {
  const { id, name, phase } = agent;
  if (phase === 'archived')
    throw new ApiError(403, 'agent_archived', `${name} is archived; restore it first.`);
  return { kind: 'agent', id: `agent:${id}`, name, agent };
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, 'unauthorized', message, { 'WWW-Authenticate': 'Bearer' });
}
