import type { contract } from '@mitosislabs/api/contract';
import { USER_PEER } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import type { Handlers } from '../../core/Handler.ts';
import { notFound } from '../../errors.ts';
import { sideOf } from '../../platform/messages/Chat.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on the message bus. */
export function messages(platform: Platform): Handlers<typeof contract.messages> {
  const { agents, chat, eventFeed, groups, offices } = platform;

  /** Whether a caller may still read an office: it was not deleted or transferred, nor the agent fired, archived or moved. */
  function mayRead(caller: Caller, officeId: string): boolean {
    try {
      offices.get(caller, officeId);
    } catch {
      return false;
    }
    if (caller.kind === 'user') return true;
    const agent = agents.byId(caller.agent.id);
    return agent?.office_id === officeId && agent.phase !== 'archived';
  }

  return {
    send({ office, caller, body: { to, content } }) {
      const author = chat.authorOf(office, caller, sideOf(caller));
      const group = groups.find(office, to);
      if (group) {
        if (!groups.isOpenTo(group, caller)) throw notFound(`agent or group ${to} in this office`);
        chat.postToGroup(office, author, group, content);
        return;
      }
      const known = to === USER_PEER || agents.find(office, to);
      if (!known || to === sideOf(caller)) throw notFound(`agent or group ${to} in this office`);
      chat.postToPeer(office, author, caller, to, content);
    },

    poolStats({ office }) {
      const pods = agents.list(office.id);
      const active = pods.filter(({ phase }) => phase === 'ready').length;
      return { active, idle: pods.length - active };
    },

    stream: ({ office, caller, lastEventId, signal }) =>
      eventFeed.stream(office.id, {
        caller,
        lastEventId,
        signal,
        mayRead: () => mayRead(caller, office.id),
      }),
  };
}
