import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import { toMessage } from '../../platform/messages/Chat.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { EventRow } from '../../store/tables/activity.ts';

/** Serves the operations on events. */
export function events({ eventFeed, sessions }: Platform): Handlers<typeof contract.events> {
  return {
    list: ({ office, caller }) => eventFeed.latest(office.id, caller).map(toEvent),

    chatEvents({ office, caller, params }) {
      const session = sessions.get(office, caller, params.sessionKey);
      const { session_key, opened_by, started_at, ended_at } = session;
      return [
        { type: 'started', session_key, by: opened_by, created_at: isoTime(started_at) },
        ...sessions.messages(session).map((message) => ({ type: 'message', ...toMessage(message) })),
        ...(ended_at === null ? [] : [{ type: 'ended', session_key, created_at: isoTime(ended_at) }]),
      ];
    },

    sshEvents: ({ office, caller }) => eventFeed.latest(office.id, caller, 'exec').map(toEvent),
  };
}

function toEvent({ seq, type, data, created_at }: EventRow): object {
  return { id: String(seq), type, data: JSON.parse(data), created_at: isoTime(created_at) };
}
