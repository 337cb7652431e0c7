import { ROLES } from '../../assumptions.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { AgentRow, DelegateRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { Service } from '../Service.ts';
import { specOf } from './spec.ts';

/** A delegate with the name of its agent. */
export type NamedDelegate = DelegateRow & { name: string };

/** The agents that act on behalf of their owners, and the permissions of all agents. */
export class Delegates extends Service {
  /** The delegates of an office, oldest first. */
  list(office: OfficeRow): NamedDelegate[] {
    return this.tables.delegates.ofOffice(office.id);
  }

  /** The delegate of that name; 404 if there is none. */
  get(office: OfficeRow, name: string): NamedDelegate {
    const { id } = this.tables.agents.require(office.id, name);
    const delegate = this.tables.delegates.find({ id });
    if (!delegate) throw notFound(`delegate ${name} in this office`);
    return { ...delegate, name };
  }

  /** Makes an agent a delegate; 409 if it is one. */
  create(office: OfficeRow, name: string, permissions: string[]): NamedDelegate {
    const { id } = this.tables.agents.require(office.id, name);
    if (this.tables.delegates.find({ id })) {
      throw new ApiError(409, 'already_delegate', `${name} is a delegate already; update it.`);
    }
    const delegate = { id, permissions: encoded(permissions), created_at: this.clock.now() };
    this.tables.delegates.insert(delegate);
    return { ...delegate, name };
  }

  /** Replaces the permissions of a delegate. */
  update(office: OfficeRow, name: string, permissions: string[] | undefined): NamedDelegate {
    const delegate = this.get(office, name);
    if (permissions === undefined) return delegate;
    const changes = { permissions: encoded(permissions) };
    this.tables.delegates.update({ id: delegate.id }, changes);
    return { ...delegate, ...changes };
  }

  delete(office: OfficeRow, name: string): void {
    this.tables.delegates.delete({ id: this.get(office, name).id });
  }

  /** The permissions that an agent has as a delegate. */
  delegatedTo(agent: AgentRow): string[] {
    const delegate = this.tables.delegates.find({ id: agent.id });
    return delegate ? (JSON.parse(delegate.permissions) as string[]) : [];
  }

  /** All permissions of an agent: those of its role, and those that it has as a delegate. */
  permissionsOf(agent: AgentRow): string[] {
    const { role } = specOf(agent);
    const own = ROLES.find(({ name }) => name === role) ?? ROLES[0];
    return [...new Set([...own.permissions, ...this.delegatedTo(agent)])];
  }
}

function encoded(permissions: string[]): string {
  if (permissions.some((permission) => permission.trim() === '')) {
    throw badRequest('permissions must not hold empty texts.');
  }
  return JSON.stringify([...new Set(permissions)]);
}
