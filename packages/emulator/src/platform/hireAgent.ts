import { randomUUID } from 'node:crypto';
import type { HireRequest } from '@mitosislabs/api';
import { generateKeyPair } from '@mitosislabs/auth/signing';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import { AGENT_NAME, DEFAULT_MODEL, HIRE_LIMIT, PRICES, USER_PEER } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { type AgentSpec, changedSpec, publicKeyIn } from './agentSpec.ts';
import { charge, requireCredits } from './credits.ts';
import type { Platform } from './Platform.ts';
import { requireActive } from './requireActive.ts';
import { setPhase } from './setPhase.ts';

/** Hires an agent: it is provisioning first. */
export function hireAgent(platform: Platform, office: OfficeRow, request: HireRequest): AgentRow {
  const { name } = request;
  if (!AGENT_NAME.test(name)) {
    throw badRequest(
      'name must be 1 to 63 lower-case letters, digits and hyphens, and not begin with a hyphen.',
    );
  }
  if (name === USER_PEER)
    throw badRequest(`name cannot be ${USER_PEER}: messages from users carry that name.`);
  const key = publicKeyIn(request.customConfig);
  requireActive(office);
  if (platform.store.agents.byName(office.id, name)) {
    throw new ApiError(409, 'name_taken', `The name ${name} is taken in this office.`);
  }
  requireHireAllowed(platform, office);
  requireCredits(platform, office);
  const agent = newAgent(platform, office, request, key);
  platform.store.agents.insert(agent);
  platform.store.agents.addHire(office.id, agent.hired_at);
  charge(platform, agent, { kind: 'hire', reason: `hired ${name}`, credits: PRICES.hire });
  setPhase(platform, agent, 'provisioning', `${name} was hired`);
  return platform.store.agents.byId(agent.id) ?? agent;
}

/** Refuses the fourth hire in the window, and agents beyond the office's quota. */
function requireHireAllowed(platform: Platform, office: OfficeRow): void {
  const now = platform.now();
  const hires = platform.store.agents.hiresAfter(office.id, now - HIRE_LIMIT.windowMs);
  const [first] = hires.slice(-HIRE_LIMIT.count);
  if (first !== undefined && hires.length >= HIRE_LIMIT.count) {
    const seconds = Math.max(1, Math.ceil((first + HIRE_LIMIT.windowMs - now) / 1000));
    throw new ApiError(
      429,
      'rate_limited',
      `This office has hired ${HIRE_LIMIT.count} agents in ${HIRE_LIMIT.windowMs / 60_000} minutes; the next can be hired in ${seconds} s.`,
      { 'Retry-After': String(seconds) },
    );
  }
  if (platform.store.agents.ofOffice(office.id).length >= office.pods) {
    throw new ApiError(403, 'quota_exceeded', `The quota of this office is ${office.pods} agents.`);
  }
}

function newAgent(
  platform: Platform,
  office: OfficeRow,
  request: HireRequest,
  key: string | undefined,
): AgentRow {
  const { agentKit, restoreFromBackup } = request;
  const backup =
    restoreFromBackup === undefined ? undefined : platform.store.backups.byId(office.id, restoreFromBackup);
  if (restoreFromBackup !== undefined && !backup)
    throw notFound(`backup ${restoreFromBackup} in this office`);
  const basis: AgentSpec = {
    modelTier: DEFAULT_MODEL.tier,
    modelProvider: DEFAULT_MODEL.provider,
    ...(backup && (JSON.parse(backup.spec) as AgentSpec)),
  };
  const spec: AgentSpec = { ...changedSpec(basis, request), ...(agentKit && { agentKit }) };
  const pair = key === undefined ? generateKeyPair() : undefined;
  return {
    id: randomUUID(),
    office_id: office.id,
    name: request.name,
    spec: JSON.stringify(spec),
    phase: 'provisioning',
    message: null,
    suspended_with_office: 0,
    public_key: key ?? pair?.publicKey ?? '',
    private_key: pair ? Buffer.from(pair.privateKey).toString('hex') : null,
    hired_at: platform.now(),
    last_seen: null,
    last_error: null,
    last_error_at: null,
    metered_at: null,
  };
}
