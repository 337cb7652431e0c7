import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** A conversation of two, by name; `a` sorts before `b`. */
export interface ConversationRow {
  id: string;
  office_id: string;
  a: string;
  b: string;
  created_at: number;
}

/** A conversation with its last message, if it has one. */
export interface ConversationSummary extends ConversationRow {
  last_message: string | null;
  last_message_at: number | null;
}

/** A message in a channel: a conversation or a group, by its id. */
export interface MessageRow {
  /** Messages are numbered in the order in which they were stored. */
  seq: number;
  id: string;
  office_id: string;
  channel: string;
  from_agent: string;
  content: string;
  /** The chat session that it belongs to. */
  session_key: string | null;
  created_at: number;
}

/** A group of agents. */
export interface GroupRow {
  id: string;
  office_id: string;
  name: string | null;
  created_at: number;
}

/** A member of a group. */
interface MemberRow {
  group_id: string;
  member: string;
  /** The number of the last message before it joined. */
  joined_after: number;
}

/** A chat session: opened by one party of a conversation, with an agent. */
export interface SessionRow {
  session_key: string;
  office_id: string;
  conversation_id: string;
  /** The agent that it is held with. */
  agent_id: string;
  /** The name of the party that opened it. */
  opened_by: string;
  started_at: number;
  ended_at: number | null;
}

/** Conversations of two. */
class ConversationTable extends Table<ConversationRow> {
  constructor(db: Database) {
    super(
      db,
      'conversations',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        a: 'TEXT NOT NULL',
        b: 'TEXT NOT NULL',
        created_at: 'INTEGER NOT NULL',
      },
      { constraints: ['UNIQUE (office_id, a, b)'] },
    );
  }

  /** The conversations of `name` with their last messages, oldest first. */
  of(officeId: string, name: string): ConversationSummary[] {
    return this.db.all(
      `SELECT conversations.*, messages.content AS last_message, messages.created_at AS last_message_at
       FROM conversations LEFT JOIN messages ON messages.seq =
         (SELECT MAX(seq) FROM messages WHERE messages.channel = conversations.id)
       WHERE conversations.office_id = ? AND ? IN (a, b) ORDER BY conversations.rowid`,
      officeId,
      name,
    );
  }

  /** Deletes the conversations of `name`, with their messages. */
  deleteOf(officeId: string, name: string): void {
    this.db.run(
      'DELETE FROM messages WHERE channel IN (SELECT id FROM conversations WHERE office_id = ? AND ? IN (a, b))',
      officeId,
      name,
    );
    this.db.run('DELETE FROM conversations WHERE office_id = ? AND ? IN (a, b)', officeId, name);
  }
}

/** Groups of agents. */
class GroupTable extends Table<GroupRow> {
  constructor(db: Database) {
    super(
      db,
      'groups',
      {
        id: 'TEXT PRIMARY KEY',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        name: 'TEXT',
        created_at: 'INTEGER NOT NULL',
      },
      { indexes: { groups_by_office: 'office_id' } },
    );
  }

  /** The groups of an office, oldest first: all, or those that have a member. */
  of(officeId: string, member?: string): GroupRow[] {
    if (member === undefined) return this.all({ office_id: officeId });
    return this.db.all(
      `SELECT groups.* FROM groups JOIN group_members ON group_members.group_id = groups.id
       WHERE groups.office_id = ? AND group_members.member = ? ORDER BY groups.rowid`,
      officeId,
      member,
    );
  }
}

/** The members of groups. */
class MemberTable extends Table<MemberRow> {
  constructor(db: Database) {
    super(
      db,
      'group_members',
      {
        group_id: 'TEXT NOT NULL REFERENCES groups',
        member: 'TEXT NOT NULL',
        joined_after: 'INTEGER NOT NULL',
      },
      { constraints: ['PRIMARY KEY (group_id, member)'] },
    );
  }

  /** The names of a group's members, in the order in which they joined. */
  names(groupId: string): string[] {
    return this.all({ group_id: groupId }).map(({ member }) => member);
  }

  /** The names of the members of each group of an office, in the order in which they joined. */
  namesByGroup(officeId: string): Map<string, string[]> {
    const rows = this.db.all<Pick<MemberRow, 'group_id' | 'member'>>(
      `SELECT group_id, member FROM group_members JOIN groups ON groups.id = group_members.group_id
       WHERE groups.office_id = ? ORDER BY group_members.rowid`,
      officeId,
    );
    const names = new Map<string, string[]>();
    for (const { group_id, member } of rows) {
      const known = names.get(group_id);
      if (known) known.push(member);
      else names.set(group_id, [member]);
    }
    return names;
  }

  /** Removes a name from all groups of an office. */
  removeFromAll(officeId: string, member: string): void {
    this.db.run(
      'DELETE FROM group_members WHERE member = ? AND group_id IN (SELECT id FROM groups WHERE office_id = ?)',
      member,
      officeId,
    );
  }
}

/** Chat sessions. */
class SessionTable extends Table<SessionRow> {
  constructor(db: Database) {
    super(
      db,
      'sessions',
      {
        session_key: 'TEXT NOT NULL',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        conversation_id: 'TEXT NOT NULL',
        agent_id: 'TEXT NOT NULL REFERENCES agents ON DELETE CASCADE',
        opened_by: 'TEXT NOT NULL',
        started_at: 'INTEGER NOT NULL',
        ended_at: 'INTEGER',
      },
      {
        constraints: ['PRIMARY KEY (office_id, session_key)'],
        indexes: { sessions_by_state: 'conversation_id, ended_at', sessions_by_agent: 'agent_id' },
      },
    );
  }

  /** The sessions held with an agent, newest first, with the number of their messages. */
  ofAgent(agentId: string, limit: number): (SessionRow & { messages: number })[] {
    return this.db.all(
      `SELECT sessions.*, (SELECT COUNT(*) FROM messages WHERE messages.session_key = sessions.session_key
         AND messages.channel = sessions.conversation_id) AS messages
       FROM sessions WHERE agent_id = ? ORDER BY rowid DESC LIMIT ?`,
      agentId,
      limit,
    );
  }
}

/** Creates the tables of conversations, groups, messages and sessions. */
export function chatTables(db: Database) {
  return {
    conversations: new ConversationTable(db),
    messages: new Table<MessageRow>(
      db,
      'messages',
      {
        seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
        id: 'TEXT NOT NULL UNIQUE',
        office_id: 'TEXT NOT NULL REFERENCES offices',
        channel: 'TEXT NOT NULL',
        from_agent: 'TEXT NOT NULL',
        content: 'TEXT NOT NULL',
        session_key: 'TEXT',
        created_at: 'INTEGER NOT NULL',
      },
      {
        indexes: {
          messages_by_channel: 'channel, seq',
          messages_by_office: 'office_id, seq',
          messages_of_session: 'session_key, channel, seq',
        },
      },
    ),
    groups: new GroupTable(db),
    members: new MemberTable(db),
    sessions: new SessionTable(db),
  };
}
