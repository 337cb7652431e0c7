import { setTimeout as sleep } from 'node:timers/promises';
import type { XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { Answers, tooLate } from './Answers.ts';
import { type Turn, turnOf } from './turnOf.ts';

/** When the agent has said something since, and then nothing for so long, that was the answer. In ms. */
const QUIET_MS = 15_000;

/** How a question is asked. */
export interface AskOptions {
  /** Reads the newest messages of the conversation, the oldest first. */
  readonly read: (question: XMTPMessage) => Promise<readonly XMTPMessage[]>;
  /** How long the answer may take. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Sends a question, and resolves with its answer: when others have asked the same agent before, not with theirs.
 *
 * @throws {@link CliError} when the agent says nothing in time.
 */
export async function ask(session: XMTPSession, content: string, options: AskOptions): Promise<XMTPMessage> {
  const { read, seconds, signal } = options;
  // What came before the question is no answer to it.
  await session.receive({ signal });
  const heard: XMTPMessage[] = [];
  let ring = (): void => undefined;
  const answers = new Answers(session, (message) => {
    heard.push(message);
    ring();
  });
  const over = new AbortController();
  const work = async (): Promise<XMTPMessage> => {
    const question = await session.send(content, { signal });
    const end = performance.now() + seconds * 1000;
    const turn = question ? await turnAmong(question, read, session.agentName) : FIRST;
    for (let isQuiet = false; ; ) {
      const own = heard.filter(({ id }) => !turn.before.has(id));
      const answer = own[turn.pending];
      if (answer) return answer;
      const last = own.at(-1);
      const left = end - performance.now();
      if (last && (isQuiet || left <= 0)) return last;
      if (left <= 0) throw tooLate(session.agentName, seconds);
      const rung = new Promise<boolean>((resolve) => {
        ring = () => resolve(false);
      });
      const wait = last ? Math.min(QUIET_MS, left) : left;
      isQuiet = await Promise.race([rung, sleep(wait, true, { signal: over.signal })]);
    }
  };
  try {
    return await answers.during(work(), signal);
  } finally {
    over.abort();
  }
}

const FIRST: Turn = { pending: 0, before: new Set() };

/** Without the list, the first answer is the best that can be had. */
async function turnAmong(question: XMTPMessage, read: AskOptions['read'], agent: string): Promise<Turn> {
  try {
    return turnOf(question, await read(question), agent);
  } catch {
    return FIRST;
  }
}
