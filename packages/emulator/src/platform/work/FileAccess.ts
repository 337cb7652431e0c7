import type { Caller } from '../../core/Caller.ts';
import { ApiError } from '../../errors.ts';
import type { FilePermissionRow } from '../../store/tables/files.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { Service } from '../Service.ts';

/** The permissions of agents on files. Users may use all files of their offices. */
export class FileAccess extends Service {
  /** Refuses a caller that was denied a file: 403. */
  require(office: OfficeRow, caller: Caller, name: string, access: 'read' | 'write'): void {
    if (caller.kind !== 'agent') return;
    const agent_name = caller.agent.name;
    const set = this.tables.filePermissions.find({ office_id: office.id, name, agent_name })?.access;
    if (set === undefined || set === 'write' || set === access) return;
    throw new ApiError(403, 'file_forbidden', `${agent_name} may not ${access} ${name}.`);
  }

  /** The names of the files that a caller may not see. */
  denied(officeId: string, caller: Caller): ReadonlySet<string> {
    if (caller.kind === 'user') return new Set();
    const mine = { office_id: officeId, agent_name: caller.agent.name, access: 'none' } as const;
    return new Set(this.tables.filePermissions.all(mine).map(({ name }) => name));
  }

  /** The permissions of a file by agent: all of them for users, its own for an agent. */
  list(office: OfficeRow, caller: Caller, name: string): FilePermissionRow[] {
    const own = caller.kind === 'agent' && { agent_name: caller.agent.name };
    return this.tables.filePermissions.all({ office_id: office.id, name, ...own }, { orderBy: 'agent_name' });
  }

  /** Sets the permission of an agent on a file. */
  set(office: OfficeRow, name: string, agent_name: string, access: FilePermissionRow['access']): void {
    this.tables.agents.require(office.id, agent_name);
    this.tables.filePermissions.upsert({ office_id: office.id, name, agent_name, access });
  }
}
