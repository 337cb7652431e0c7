import type { contract } from '@mitosislabs/api/contract';
import { notFound } from '../ApiError.ts';
import { ANSWER_CHARACTERS, PAGE } from '../assumptions.ts';
import { isoTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import { messageAnswer } from '../platform/answers.ts';
import { isFor } from '../platform/officeEvents.ts';
import type { EventRow } from '../store/EventStore.ts';

/** How many events are listed: there is no page of more. */
const MOST = { limit: PAGE.most, characters: ANSWER_CHARACTERS / 2 };

/** What the operations on events do. */
export const events: Handlers<typeof contract.events> = {
  list: ({ platform, office, caller }) =>
    platform.store.events
      .latest(office.id, MOST)
      .filter((event) => isFor(platform, caller, event))
      .map(eventAnswer),

  chatEvents({ platform, office, caller, params }) {
    const session = platform.store.sessions.byKey(office.id, params.sessionKey);
    const isStranger =
      caller.kind === 'agent' &&
      session?.agent_id !== caller.agent.id &&
      session?.opened_by !== caller.agent.name;
    if (!session || isStranger) throw notFound(`chat session ${params.sessionKey} in this office`);
    const { session_key, opened_by, started_at, ended_at } = session;
    const said = platform.store.messages.ofSession(office.id, session_key);
    return [
      { type: 'started', session_key, by: opened_by, created_at: isoTime(started_at) },
      ...said.map((message) => ({ type: 'message', ...messageAnswer(message) })),
      ...(ended_at === null ? [] : [{ type: 'ended', session_key, created_at: isoTime(ended_at) }]),
    ];
  },

  sshEvents: ({ platform, office, caller }) =>
    platform.store.events
      .latest(office.id, MOST, 'exec')
      .filter((event) => isFor(platform, caller, event))
      .map(eventAnswer),
};

function eventAnswer({ seq, type, data, created_at }: EventRow): object {
  return { id: String(seq), type, data: JSON.parse(data), created_at: isoTime(created_at) };
}
