import type { Transport } from '@mitosislabs/transport';
import type { XMTPSession } from '@mitosislabs/xmtp';
import type { Context } from '../Context.ts';
import { Answers } from './Answers.ts';
import type { ConnectionWatch } from './ConnectionWatch.ts';
import { slashCommands } from './slashCommands.ts';
import { Talk } from './Talk.ts';

/** Talks at a terminal, until `/quit` or Ctrl-D. Ctrl-C twice leaves too, as an interruption. */
export async function converse(
  session: XMTPSession,
  transport: Transport,
  watch: ConnectionWatch,
  context: Context,
): Promise<void> {
  const { signal } = context;
  const talk = new Talk(session, context, watch, slashCommands(transport, session.officeId, context));
  const answers = new Answers(session, talk);
  talk.begin();
  try {
    await answers.during(talk.over, signal);
  } finally {
    talk.end();
  }
}
