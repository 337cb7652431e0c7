import { randomUUID } from 'node:crypto';
import type { CreateGroupRequest, XMTPGroup } from '@mitosislabs/api';
import { USER_PEER } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import { isoTime } from '../../core/Clock.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { GroupRow } from '../../store/tables/chat.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { Service } from '../Service.ts';

/** Groups of agents. Users write to a group without being a member. */
export class Groups extends Service {
  /** The groups that a caller may see, oldest first. */
  list(office: OfficeRow, caller: Caller): XMTPGroup[] {
    const { groups, members } = this.tables;
    const names = members.namesByGroup(office.id);
    return groups
      .of(office.id, caller.kind === 'user' ? undefined : caller.agent.name)
      .map((group) => toGroup(group, names.get(group.id) ?? []));
  }

  /** The group of that id; 404 if there is none, or the caller is an agent that is not a member. */
  get(office: OfficeRow, caller: Caller, id: string): GroupRow {
    const group = this.find(office, id);
    if (!group || !this.isOpenTo(group, caller)) throw notFound(`group ${id} in this office`);
    return group;
  }

  find(office: OfficeRow, id: string): GroupRow | undefined {
    return this.tables.groups.find({ office_id: office.id, id });
  }

  /** Whether a caller may use a group: a user, or a member. */
  isOpenTo({ id }: GroupRow, caller: Caller): boolean {
    return caller.kind === 'user' || this.tables.members.names(id).includes(caller.agent.name);
  }

  /** Creates a group. An agent must be a member of its groups. */
  create(office: OfficeRow, caller: Caller, { members, name }: CreateGroupRequest): XMTPGroup {
    if (caller.kind === 'agent' && !members.includes(caller.agent.name)) {
      throw new ApiError(
        403,
        'not_yourself',
        'An agent must be a member of the groups that it creates: name it in members too.',
      );
    }
    for (const member of members) this.#checkMember(office, member);
    const group: GroupRow = {
      id: `group_${randomUUID()}`,
      office_id: office.id,
      name: name === undefined ? null : checkedName(name),
      created_at: this.clock.now(),
    };
    this.tables.groups.insert(group);
    for (const member of members) this.#join(group, member);
    return toGroup(group, this.tables.members.names(group.id));
  }

  /** Adds a member; does nothing if it is one. */
  addMember(office: OfficeRow, group: GroupRow, name: string): void {
    this.#checkMember(office, name);
    this.#join(group, name);
  }

  /** Removes a member; 404 if it is none. */
  removeMember({ id }: GroupRow, name: string): void {
    const removed = this.tables.members.delete({ group_id: id, member: name });
    if (removed === 0) throw notFound(`member ${name} of this group`);
  }

  rename({ id }: GroupRow, name: string): void {
    this.tables.groups.update({ id }, { name: checkedName(name) });
  }

  #join({ id }: GroupRow, member: string): void {
    const last = this.tables.messages.find({}, { orderBy: 'seq', descending: true })?.seq ?? 0;
    this.tables.members.insertIfNew({ group_id: id, member, joined_after: last });
  }

  /** Members are agents of the office, or the user. */
  #checkMember(office: OfficeRow, name: string): void {
    if (name !== USER_PEER) this.tables.agents.require(office.id, name);
  }
}

function toGroup({ id, name, created_at }: GroupRow, members: string[]): XMTPGroup {
  return { id, ...(name !== null && { name }), members, created_at: isoTime(created_at) };
}

function checkedName(name: string): string {
  if (name.trim() === '' || name.length > 255) throw badRequest('name must be 1 to 255 characters.');
  return name;
}
