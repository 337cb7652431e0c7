import { randomBytes, randomUUID } from 'node:crypto';
import type { Quota, SetQuotaRequest } from '@mitosislabs/api';
import { QUOTA } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Lifecycle } from '../agents/Lifecycle.ts';
import { requireRoom } from '../agents/spec.ts';
import type { Events } from '../messages/Events.ts';
import { type Resources, Service } from '../Service.ts';
import type { Credits } from '../work/Credits.ts';
import { coresOf, gibibytesOf } from '../work/quantities.ts';
import type { Users } from './Users.ts';

/** The services that offices need. */
interface Needs {
  credits: Credits;
  events: Events;
  lifecycle: Lifecycle;
  users: Users;
}

/** Offices. A deleted office is archived: its row stays, and no caller finds it. */
export class Offices extends Service {
  readonly #needs: Needs;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
  }

  /** The office of that id, if the caller may act on it: 404 if there is none, 403 if it is another user's. */
  get(caller: Caller, id: string): OfficeRow {
    const office = this.tables.offices.find({ id, archived_at: null });
    if (!office) throw notFound(`office ${id}`);
    const allowed =
      caller.kind === 'agent'
        ? caller.agent.office_id === office.id
        : caller.admin || caller.userId === office.owner_id;
    if (!allowed) throw new ApiError(403, 'forbidden', 'you do not own this office');
    return office;
  }

  byId(id: string): OfficeRow | undefined {
    return this.tables.offices.find({ id, archived_at: null });
  }

  /** All offices, oldest first. */
  all(): OfficeRow[] {
    return this.tables.offices.all({ archived_at: null });
  }

  /** The offices of a user, oldest first. */
  ownedBy(ownerId: string): OfficeRow[] {
    return this.tables.offices.all({ owner_id: ownerId, archived_at: null });
  }

  /** The newest office of a user. */
  newestOf(ownerId: string): OfficeRow | undefined {
    return this.tables.offices.find({ owner_id: ownerId, archived_at: null }, { descending: true });
  }

  /** The offices of a caller: an agent's own, a user's own, all for an administrator. */
  of(caller: Caller): OfficeRow[] {
    if (caller.kind === 'user') return caller.admin ? this.all() : this.ownedBy(caller.userId);
    const office = this.byId(caller.agent.office_id);
    return office ? [office] : [];
  }

  /**
   * Creates an office, with its first credits.
   *
   * @param fixed - Its id and its credits, if a seed fixes them.
   */
  create(name: string, ownerId: string, fixed: { id?: string; credits?: number } = {}): OfficeRow {
    const { id = randomUUID(), credits = this.settings.limits.initialCredits } = fixed;
    const office: OfficeRow = {
      id,
      name,
      owner_id: ownerId,
      settings: '{}',
      secret: newSecret(),
      suspended: 0,
      ...QUOTA,
      changes_forgotten: 0,
      created_at: this.clock.now(),
      archived_at: null,
    };
    this.tables.offices.insert(office);
    if (credits > 0) this.#needs.credits.add(id, credits, 'initial credits');
    this.announce(office, 'created');
    return office;
  }

  /** The owner of an office that a caller creates: the caller, or an agent's owner. Administrators may name another user. */
  ownerFor(caller: Caller, asked: string | undefined): string {
    const own = caller.kind === 'agent' ? this.byId(caller.agent.office_id)?.owner_id : caller.userId;
    if (asked === undefined || asked === own) return own ?? '';
    if (caller.kind === 'agent' || !caller.admin) {
      throw new ApiError(
        403,
        'forbidden',
        'owner_id names another user: you can only create offices of your own.',
      );
    }
    this.#requireUser(caller, asked);
    return asked;
  }

  /** Gives an office to another user. */
  transfer(office: OfficeRow, caller: Caller, ownerId: string): void {
    this.#requireUser(caller, ownerId);
    this.tables.offices.update({ id: office.id }, { owner_id: ownerId });
  }

  /** Merges settings into those of an office, and returns the result. */
  updateSettings(office: OfficeRow, changes: Record<string, unknown>): Record<string, unknown> {
    const settings = { ...(JSON.parse(office.settings) as Record<string, unknown>), ...changes };
    requireRoom(settings);
    this.tables.offices.update({ id: office.id }, { settings: JSON.stringify(settings) });
    return settings;
  }

  /** Replaces the secret of an office, and returns the new one. */
  rotateSecret(office: OfficeRow): string {
    const secret = newSecret();
    this.tables.offices.update({ id: office.id }, { secret });
    return secret;
  }

  /** Sets a secret that the office's agents can ask for. */
  setSecret(office: OfficeRow, name: string, value: string): void {
    this.tables.officeSecrets.upsert({ office_id: office.id, name, value });
  }

  /** Changes the quota of an office, and returns the new one. */
  setQuota(office: OfficeRow, request: SetQuotaRequest): Quota {
    const { tier, cpu = office.cpu, memory = office.memory, pods = office.pods } = request;
    if (tier.trim() === '') throw badRequest('tier must not be empty.');
    if (coresOf(cpu) === undefined) throw badRequest('cpu must be like 500m or 4.');
    if (gibibytesOf(memory) === undefined) throw badRequest('memory must be like 512Mi or 8Gi.');
    if (!Number.isInteger(pods) || pods < 0) throw badRequest('pods must be a whole number, 0 or more.');
    this.tables.offices.update({ id: office.id }, { tier, cpu, memory, pods });
    return { tier, cpu, memory, pods };
  }

  /** Suspends an office with its agents. */
  suspend(office: OfficeRow): void {
    if (office.suspended === 1) return;
    this.tables.offices.update({ id: office.id }, { suspended: 1 });
    const phase = ['ready', 'provisioning'] as const;
    for (const agent of this.tables.agents.all({ office_id: office.id, phase })) {
      const withOffice = { withOffice: true };
      this.#needs.lifecycle.setPhase(agent, 'suspended', 'the office was suspended', withOffice);
    }
    this.announce(office, 'suspended');
  }

  /** Resumes an office with the agents that were suspended with it. */
  resume(office: OfficeRow): void {
    if (office.suspended === 0) return;
    this.tables.offices.update({ id: office.id }, { suspended: 0 });
    for (const agent of this.tables.agents.all({ office_id: office.id, suspended_with_office: 1 })) {
      this.#needs.lifecycle.setPhase(agent, 'provisioning', 'the office was resumed');
    }
    this.announce(office, 'resumed');
  }

  /** Deletes an office for good, with its agents. */
  archive(office: OfficeRow): void {
    for (const agent of this.tables.agents.all({ office_id: office.id })) {
      if (agent.phase === 'archived') continue;
      this.#needs.lifecycle.setPhase(agent, 'archived', 'the office was deleted');
    }
    this.tables.offices.update({ id: office.id }, { archived_at: this.clock.now() });
  }

  /** Publishes a change of an office. */
  announce({ id, name }: OfficeRow, state: string): void {
    this.#needs.events.publish(id, 'office', { id, name, state });
  }

  /** Refuses an unknown user: 404. Administrators may name users without an account here, as their tokens do. */
  #requireUser(caller: Caller, id: string): void {
    if (id.trim() === '') throw badRequest('The id of the owner must not be empty.');
    const isAdministrator = caller.kind === 'user' && caller.admin;
    if (!isAdministrator && !this.#needs.users.byId(id)) throw notFound(`user ${id}`);
  }
}

function newSecret(): string {
  return randomBytes(32).toString('hex');
}
