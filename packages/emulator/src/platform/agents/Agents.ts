import { randomUUID } from 'node:crypto';
import type { HireRequest, PromoteRequest, SkillsRequest, UpdateEmployeeRequest } from '@mitosislabs/api';
import { generateKeyPair, type KeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { AGENT_NAME, DEFAULT_MODEL, HEARTBEAT, USER_PEER } from '../../assumptions.ts';
import { ApiError, badRequest } from '../../errors.ts';
import type { AgentRow, Phase } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Events } from '../messages/Events.ts';
import { type Resources, Service } from '../Service.ts';
import type { Credits } from '../work/Credits.ts';
import type { Tasks } from '../work/Tasks.ts';
import type { Activity } from './Activity.ts';
import type { Backups } from './Backups.ts';
import { type Lifecycle, requireActive } from './Lifecycle.ts';
import { type AgentSpec, changedSpec, publicKeyIn, specOf } from './spec.ts';

/** The services that agents need. */
interface Needs {
  activity: Activity;
  backups: Backups;
  credits: Credits;
  events: Events;
  lifecycle: Lifecycle;
  tasks: Tasks;
}

/** The agents of offices. */
export class Agents extends Service {
  readonly #needs: Needs;
  /** The public keys of agents that run in this process and were hired with keys of their own, by id. */
  readonly podKeys = new Map<string, string>();

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
    this.db.onReplaced(() => this.podKeys.clear());
  }

  /** The agent of that name; 404 if there is none. */
  get(office: OfficeRow, name: string): AgentRow {
    return this.tables.agents.require(office.id, name);
  }

  find(office: OfficeRow, name: string): AgentRow | undefined {
    return this.tables.agents.find({ office_id: office.id, name });
  }

  /** The agent of that id, in any office. */
  byId(id: string): AgentRow | undefined {
    return this.tables.agents.find({ id });
  }

  /** The agents of an office that are not archived, in the order in which they were hired. */
  list(officeId: string): AgentRow[] {
    return this.tables.agents.all({ office_id: officeId }).filter(({ phase }) => phase !== 'archived');
  }

  /** Hires an agent. It is `provisioning` first. */
  hire(office: OfficeRow, request: HireRequest): AgentRow {
    const { name } = request;
    const { credits, lifecycle } = this.#needs;
    const agent = this.#newAgent(office, request);
    requireActive(office);
    this.#limitHires(office);
    credits.require(office);
    this.tables.agents.insert(agent);
    this.tables.hires.insert({ office_id: office.id, at: agent.hired_at });
    const { prices } = this.settings.limits;
    credits.charge(agent, { kind: 'hire', reason: `hired ${name}`, credits: prices.hire });
    return lifecycle.setPhase(agent, 'provisioning', `${name} was hired`);
  }

  /**
   * Adds an agent as a seed describes it: without a price, and without the limits of hires.
   *
   * @param privateKey - Its private key. Default: a new one.
   */
  seed(office: OfficeRow, request: HireRequest, phase: Phase, privateKey?: Uint8Array): AgentRow {
    const { lifecycle } = this.#needs;
    const agent = this.#newAgent(office, request, privateKey);
    this.tables.agents.insert(agent);
    const hired = lifecycle.setPhase(agent, 'provisioning', `${agent.name} was hired`);
    if (phase === 'provisioning') return hired;
    return lifecycle.setPhase(hired, phase, `${agent.name} is ${phase}`);
  }

  /** Changes the spec of an agent. A public key in `customConfig` replaces the one it has. */
  update(agent: AgentRow, changes: UpdateEmployeeRequest): AgentRow {
    const key = publicKeyIn(changes.customConfig);
    if (key !== undefined) {
      this.tables.agents.update({ id: agent.id }, { public_key: key, private_key: null });
    }
    return this.#change(agent, changedSpec(specOf(agent), changes), 'updated');
  }

  /** Changes the model of an agent. */
  promote(agent: AgentRow, { provider, ...changes }: PromoteRequest): AgentRow {
    if (changes.modelTier.trim() === '') throw badRequest('modelTier must not be empty.');
    const spec = changedSpec(specOf(agent), changes);
    if (provider !== undefined) spec.modelProvider = provider;
    return this.#change(agent, spec, 'promoted');
  }

  /** Adds skills to an agent and removes others. */
  setSkills(agent: AgentRow, { add = [], remove = [] }: SkillsRequest): AgentRow {
    const spec = specOf(agent);
    const skills = new Set([...(spec.skills ?? []), ...add]);
    for (const skill of remove) skills.delete(skill);
    return this.#change(agent, changedSpec(spec, { skills: [...skills] }), 'skills');
  }

  /** Changes the spec of an agent without a record. */
  setSpec(agent: AgentRow, changes: UpdateEmployeeRequest): void {
    const spec = JSON.stringify(changedSpec(specOf(agent), changes));
    this.tables.agents.update({ id: agent.id }, { spec });
  }

  /** Fires an agent. Its name is free again. */
  fire(agent: AgentRow): void {
    this.leaveOffice(agent, 'fired');
    this.tables.whatsapp.delete({ id: agent.id });
    this.tables.agents.delete({ id: agent.id });
    this.db.afterCommit(() => this.#needs.lifecycle.onPhase?.({ id: agent.id, phase: 'fired' }));
  }

  /** Deletes everything that an agent has in its office, so that a later agent with its name starts empty. */
  leaveOffice(agent: AgentRow, how: 'fired' | 'transferred'): void {
    const { office_id, name } = agent;
    const { credits, events, tasks } = this.#needs;
    const reason = `${name} was ${how}`;
    credits.meter(agent);
    tasks.failAll(agent, `${reason} before it was done`);
    this.tables.events.deleteOf(office_id, name);
    this.tables.conversations.deleteOf(office_id, name);
    this.tables.members.removeFromAll(office_id, name);
    this.tables.filePermissions.delete({ office_id, agent_name: name });
    events.publish(office_id, 'agent', { name, phase: how, ready: false, message: reason });
  }

  /** Replaces the keys of an agent, unless it was hired with a key of its own. */
  rotateCredentials(agent: AgentRow): void {
    if (agent.private_key !== null) {
      const { publicKey, privateKey } = generateKeyPair();
      const private_key = Buffer.from(privateKey).toString('hex');
      this.tables.agents.update({ id: agent.id }, { public_key: publicKey, private_key });
    }
    const summary = 'its credentials were replaced';
    this.#needs.activity.record(agent, { category: 'lifecycle', type: 'rotated', summary });
  }

  /** Records a report about an agent. */
  report(agent: AgentRow, type: string, summary: string, metadata?: object): void {
    const entry = { category: 'lifecycle', type, summary } as const;
    this.#needs.activity.record(agent, metadata ? { ...entry, metadata } : entry);
  }

  /** Keeps the latest error of an agent. */
  setError(agent: AgentRow, error: string): void {
    this.tables.agents.update({ id: agent.id }, { last_error: error, last_error_at: this.clock.now() });
  }

  /** Records that an agent is running. */
  heartbeat(agent: AgentRow): void {
    this.tables.agents.update({ id: agent.id }, { last_seen: this.clock.now() });
  }

  /** Whether an agent is running, by its heartbeats. */
  isOnline({ phase, last_seen: seen }: AgentRow): boolean {
    return phase === 'ready' && seen !== null && this.clock.now() - seen < HEARTBEAT.offlineAfterMs;
  }

  #change(agent: AgentRow, spec: AgentSpec, type: string): AgentRow {
    const row = { spec: JSON.stringify(spec) };
    this.tables.agents.update({ id: agent.id }, row);
    const summary = `${agent.name} was changed`;
    this.#needs.activity.record(agent, { category: 'lifecycle', type, summary });
    return { ...agent, ...row };
  }

  /** Refuses hires beyond the rate limit, and agents beyond the office's quota. */
  #limitHires(office: OfficeRow): void {
    const now = this.clock.now();
    const { count, windowMs } = this.settings.limits.hireLimit;
    const recent = { office_id: office.id, at: { '>': now - windowMs } };
    // The oldest of the last `count` hires in the window: it has to leave the window first.
    const [first] =
      count === 0
        ? [{ at: now }]
        : this.tables.hires.all(recent, { orderBy: 'at', descending: true, limit: 1, offset: count - 1 });
    if (first) {
      const seconds = Math.max(1, Math.ceil((first.at + windowMs - now) / 1000));
      throw new ApiError(
        429,
        'rate_limited',
        `This office has hired ${count} agents in ${inWords(windowMs)}; the next can be hired in ${seconds} s.`,
        { 'Retry-After': String(seconds) },
      );
    }
    if (this.tables.agents.all({ office_id: office.id }).length >= office.pods) {
      throw new ApiError(403, 'quota_exceeded', `The quota of this office is ${office.pods} agents.`);
    }
  }

  #newAgent(office: OfficeRow, request: HireRequest, privateKey?: Uint8Array): AgentRow {
    const { agentKit, customConfig, name, restoreFromBackup } = request;
    checkName(name);
    const key = publicKeyIn(customConfig);
    if (this.tables.agents.find({ office_id: office.id, name })) {
      throw new ApiError(409, 'name_taken', `The name ${name} is taken in this office.`);
    }
    const backup =
      restoreFromBackup === undefined ? undefined : this.#needs.backups.get(office, restoreFromBackup);
    const basis: AgentSpec = {
      modelTier: DEFAULT_MODEL.tier,
      modelProvider: DEFAULT_MODEL.provider,
      ...(backup && (JSON.parse(backup.spec) as AgentSpec)),
    };
    const spec: AgentSpec = { ...changedSpec(basis, request), ...(agentKit && { agentKit }) };
    const pair = key === undefined ? keyPairOf(privateKey) : undefined;
    return {
      id: randomUUID(),
      office_id: office.id,
      name,
      spec: JSON.stringify(spec),
      phase: 'provisioning',
      message: null,
      suspended_with_office: 0,
      public_key: key ?? pair?.publicKey ?? '',
      private_key: pair ? Buffer.from(pair.privateKey).toString('hex') : null,
      hired_at: this.clock.now(),
      last_seen: null,
      last_error: null,
      last_error_at: null,
      metered_at: null,
    };
  }
}

function keyPairOf(privateKey: Uint8Array | undefined): KeyPair {
  return privateKey ? { privateKey, publicKey: publicKeyFromPrivate(privateKey) } : generateKeyPair();
}

function checkName(name: string): void {
  if (!AGENT_NAME.test(name)) {
    throw badRequest(
      'name must be 1 to 63 lower-case letters, digits and hyphens, and not begin with a hyphen.',
    );
  }
  if (name === USER_PEER) {
    throw badRequest(`name cannot be ${USER_PEER}: messages from users carry that name.`);
  }
}

function inWords(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} minutes` : `${ms / 1000} s`;
}
