import type { Db } from './Db.ts';

/** A group of agents. */
export interface GroupRow {
  id: string;
  office_id: string;
  name: string | null;
  created_at: number;
}

/** Groups and who is in them. */
export class GroupStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS groups (
        id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, name TEXT, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS groups_by_office ON groups (office_id);
      CREATE TABLE IF NOT EXISTS group_members (
        group_id TEXT NOT NULL REFERENCES groups, member TEXT NOT NULL, joined_after INTEGER NOT NULL,
        PRIMARY KEY (group_id, member)
      ) STRICT;
    `);
  }

  insert(group: GroupRow): void {
    this.#db.insert('groups', group);
  }

  byId(officeId: string, id: string): GroupRow | undefined {
    return this.#db.get('SELECT * FROM groups WHERE office_id = ? AND id = ?', officeId, id);
  }

  /** Oldest first. */
  ofOffice(officeId: string): GroupRow[] {
    return this.#db.all('SELECT * FROM groups WHERE office_id = ? ORDER BY rowid', officeId);
  }

  rename(id: string, name: string): void {
    this.#db.update<GroupRow>('groups', id, { name });
  }

  /** In the order in which they joined. */
  members(groupId: string): string[] {
    return this.#db
      .all<{ member: string }>('SELECT member FROM group_members WHERE group_id = ? ORDER BY rowid', groupId)
      .map(({ member }) => member);
  }

  /** Takes somebody in, after the message of that number; does nothing when it is a member already. */
  addMember(groupId: string, member: string, after: number): void {
    this.#db.run(
      'INSERT INTO group_members (group_id, member, joined_after) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      groupId,
      member,
      after,
    );
  }

  /** Says whether it was one. */
  removeMember(groupId: string, member: string): boolean {
    return this.#db.run('DELETE FROM group_members WHERE group_id = ? AND member = ?', groupId, member) > 0;
  }

  /** Takes a name out of every group of an office. */
  removeFromAll(officeId: string, member: string): void {
    this.#db.run(
      'DELETE FROM group_members WHERE member = ? AND group_id IN (SELECT id FROM groups WHERE office_id = ?)',
      member,
      officeId,
    );
  }
}
