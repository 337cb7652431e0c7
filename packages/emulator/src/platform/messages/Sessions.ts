import { PAGE } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import { notFound } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { MessageRow, SessionRow } from '../../store/tables/chat.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { Service } from '../Service.ts';

/** Chat sessions. */
export class Sessions extends Service {
  /** The latest sessions held with an agent, newest first, with the number of their messages. */
  ofAgent({ id }: AgentRow): (SessionRow & { messages: number })[] {
    return this.tables.sessions.ofAgent(id, PAGE.most);
  }

  /** The session of that key; 404 if there is none, or the caller is an agent that does not take part. */
  get(office: OfficeRow, caller: Caller, session_key: string): SessionRow {
    const session = this.tables.sessions.find({ office_id: office.id, session_key });
    const isOutside =
      caller.kind === 'agent' &&
      session?.agent_id !== caller.agent.id &&
      session?.opened_by !== caller.agent.name;
    if (!session || isOutside) throw notFound(`chat session ${session_key} in this office`);
    return session;
  }

  /** The newest messages of a session, oldest first. */
  messages({ conversation_id, session_key }: SessionRow): MessageRow[] {
    const where = { session_key, channel: conversation_id };
    return this.tables.messages.newest([where], { by: 'seq', limit: PAGE.most }).reverse();
  }
}
