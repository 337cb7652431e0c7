import { EmployeesAPI } from '@mitosislabs/api/employees';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Mutex } from '@mitosislabs/auth/async';
import { MitosisError } from '@mitosislabs/auth/errors';
import { XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';
import { Conversation, PageOrder, readSessionFrame } from '@mitosislabs/xmtp/feed';
import type { ToolContext } from '../tools/ToolContext.ts';
import { type Tool, tool } from '../tools/tool.ts';
import { textFields } from './textFields.ts';

/** How long another agent may take to answer by default, in ms. */
const ASK_MS = 120_000;

/** How many of the newest messages show which questions wait for an answer. */
const PAGE = 50;
/** Questions without an answer are ignored after this time, in ms. */
const STALE_MS = 600_000;

/** Options of the tools that talk to others. */
export interface PeopleToolsOptions {
  /** How long another agent may take to answer, in ms. */
  readonly askTimeoutMs?: number | undefined;
}

type Name = 'list_agents' | 'ask_agent' | 'list_groups' | 'say_in_group';

/** The tools for other agents and groups. */
export const peopleTools: Readonly<Record<Name, (options: PeopleToolsOptions) => Tool>> = {
  list_agents: () =>
    tool({
      name: 'list_agents',
      description: 'Lists the agents of the office: name, role, and whether each is ready.',
      input: textFields({}),
      repeatable: true,
      describe: () => 'looking who is there',
      run: async (_, { transport, officeId, signal }) => {
        const agents = await new EmployeesAPI(transport).list(officeId, { signal });
        return agents.map(({ name, role, status }) => ({ name, role, phase: status?.phase }));
      },
    }),

  ask_agent: ({ askTimeoutMs = ASK_MS }) => {
    const asking = new Map<string, Mutex>();
    return tool({
      name: 'ask_agent',
      description: 'Asks another agent of the office a question, and waits for its answer.',
      input: textFields({
        agent: "The agent's name.",
        question: 'The question, with all that it needs to know.',
      }),
      timeoutMs: askTimeoutMs,
      describe: ({ agent }) => `asking ${agent}`,
      run: ({ agent, question }, context) => {
        if (agent === context.agent.name) {
          throw new MitosisError('You cannot ask yourself.', { code: 'own_question' });
        }
        // Answers do not say which question they belong to: one question at a time.
        const pair = `${context.agent.name}/${agent}`;
        const mutex = asking.get(pair) ?? new Mutex();
        asking.set(pair, mutex);
        return mutex.run(() => ask(agent, question, context));
      },
    });
  },

  list_groups: () =>
    tool({
      name: 'list_groups',
      description: 'Lists the groups that you are in: id, name, members.',
      input: textFields({}),
      repeatable: true,
      describe: () => 'looking at the groups',
      run: async (_, context) => {
        const groups = await ownGroups(context);
        if (groups.length === 0) return 'You are in no group.';
        return groups.map(({ id, name, members }) => ({ id, name, members }));
      },
    }),

  say_in_group: () =>
    tool({
      name: 'say_in_group',
      description: 'Writes a message to a group that you are in.',
      input: textFields({ group: "The group's name or id.", text: 'The message.' }),
      describe: ({ group }) => `writing to ${group}`,
      run: async ({ group, text }, context) => {
        const groups = await ownGroups(context);
        const found = groups.filter(({ id, name }) => id === group || name === group);
        const [one] = found;
        if (!one || found.length > 1) {
          throw new MitosisError(
            one ? `${found.length} of your groups have the name ${group}.` : `You are in no group ${group}.`,
            {
              code: 'no_such_group',
              hint: `Your groups: ${groups.map(({ id, name }) => `${name ?? ''} (${id})`).join(', ')}.`,
            },
          );
        }
        const { agent, officeId, transport, signal } = context;
        const channel = new XMTPChannel(new XMTPAPI(transport), { agentId: agent.name });
        try {
          await (await channel.openGroup(officeId, one.id)).send(text, { signal });
        } finally {
          await channel.closeAll();
        }
        return 'Sent.';
      },
    }),
};

async function ownGroups({ agent, officeId, transport, signal }: ToolContext) {
  const groups = await new XMTPAPI(transport).listGroups(officeId, { signal });
  return groups.filter(({ members }) => members.includes(agent.name));
}

/** Asks an agent in a session of its own, which is closed afterwards: the other agent then waits for no more. */
async function ask(name: string, question: string, context: ToolContext): Promise<string> {
  const { agent, officeId, transport, signal } = context;
  signal.throwIfAborted();
  // A misspelt name would only bring no answer.
  await new EmployeesAPI(transport).get(officeId, name, { signal });
  const messages = new MessagesAPI(transport);
  const channel = new XMTPChannel(new XMTPAPI(transport), {
    agentId: agent.name,
    events: (office, options) => messages.stream(office, options),
  });
  const session = await channel.openSession(officeId, name);
  try {
    await session.negotiate(undefined, { signal });
    const before = await earlier(name, context);
    await session.send(question, { signal });
    return await answerIn(session, name, before, signal);
  } finally {
    await session.close();
  }
}

/** The messages before a question. */
interface Earlier {
  /** Their ids: none of them answers it. */
  readonly known: ReadonlySet<string>;
  /** How many earlier questions wait for an answer: the other agent answers in order. */
  readonly waiting: number;
}

async function earlier(name: string, context: ToolContext): Promise<Earlier> {
  const { agent, officeId, transport, signal } = context;
  const conversation = new Conversation(new XMTPAPI(transport), officeId, name, agent.name);
  const page = await conversation.read(PAGE, { signal });
  const newest = Math.max(0, ...page.map(({ created_at }) => Date.parse(created_at) || 0));
  const talk = new Talk();
  let waiting = 0;
  for (const { from_agent, content, created_at } of new PageOrder().oldestFirst(page, () => 0)) {
    if (from_agent === name) {
      if (talk.hears(content)) waiting = Math.max(0, waiting - 1);
    } else if (!talk.isAsked && !readSessionFrame(content)) {
      if (!(newest - Date.parse(created_at) > STALE_MS)) waiting++;
    }
  }
  return { known: new Set(page.map(({ id }) => id)), waiting };
}

/** The first message after the answers to earlier questions. */
async function answerIn(
  session: XMTPSession,
  name: string,
  { known, waiting }: Earlier,
  signal: AbortSignal,
): Promise<string> {
  const talk = new Talk();
  let left = waiting;
  for await (const { id, content } of session.stream(undefined, { signal })) {
    if (known.has(id) || !talk.hears(content)) continue;
    if (left-- <= 0) return content;
  }
  throw new MitosisError(`${name} did not answer.`, { code: 'no_answer' });
}

/** Tells the answers of the other agent from its own questions: it asks in a session that it has begun itself. */
class Talk {
  readonly #sessions = new Set<string>();

  /** Whether the other agent is asking something itself. */
  get isAsked(): boolean {
    return this.#sessions.size > 0;
  }

  /** Takes a message of the other agent. Returns whether it is an answer. */
  hears(content: string): boolean {
    const frame = readSessionFrame(content);
    if (frame?.type === 'start') this.#sessions.add(frame.sessionId);
    else if (frame?.type === 'end') this.#sessions.delete(frame.sessionId);
    return !frame && !this.isAsked;
  }
}
