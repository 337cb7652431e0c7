import type { contract } from '@mitosislabs/api/contract';
import { notFound } from '../ApiError.ts';
import { USER_PEER } from '../assumptions.ts';
import type { Handlers } from '../core/Handler.ts';
import { postToGroup, postToPeer } from '../platform/chat.ts';
import { officeEvents } from '../platform/officeEvents.ts';
import { requireOffice } from '../platform/requireOffice.ts';
import { authorOf, sideOf } from './chatSides.ts';

/** What the operations on the message bus do. */
export const messages: Handlers<typeof contract.messages> = {
  send({ platform, office, caller, body }) {
    const author = authorOf(platform, office, caller, sideOf(caller));
    const group = platform.store.groups.byId(office.id, body.to);
    if (group) {
      const { kind } = caller;
      const isMember = platform.store.groups.members(group.id).includes(sideOf(caller));
      if (kind === 'agent' && !isMember) throw notFound(`agent or group ${body.to} in this office`);
      postToGroup(platform, office, author, group, body.content);
      return;
    }
    const known = body.to === USER_PEER || platform.store.agents.byName(office.id, body.to);
    if (!known || body.to === sideOf(caller)) throw notFound(`agent or group ${body.to} in this office`);
    postToPeer(platform, office, author, { self: sideOf(caller), peer: body.to }, body.content);
  },

  poolStats({ platform, office }) {
    const pods = platform.store.agents.ofOffice(office.id).filter(({ phase }) => phase !== 'archived');
    const active = pods.filter(({ phase }) => phase === 'ready').length;
    return { active, idle: pods.length - active };
  },

  stream({ platform, office, caller, lastEventId, signal }) {
    const mayRead = (): boolean => {
      try {
        requireOffice(platform, caller, office.id);
        // Stops for an agent that was fired, archived or moved meanwhile.
        const agent = caller.kind === 'agent' ? platform.store.agents.byId(caller.agent.id) : undefined;
        return caller.kind === 'user' || (agent?.office_id === office.id && agent.phase !== 'archived');
      } catch {
        // The office was deleted, or has another owner.
        return false;
      }
    };
    return officeEvents(platform, office.id, { caller, lastEventId, signal, mayRead });
  },
};
