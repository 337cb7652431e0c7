import { createHash } from 'node:crypto';
import { HTTPError } from '../HTTPError.ts';

/** A message of a chat, with its text. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A request for a completion. */
export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
}

/** Parameters that agents do not support. Each is refused, unless its value asks for nothing. */
const REFUSED: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => value === 1,
  tools: isEmptyList,
  functions: isEmptyList,
  tool_choice: (value) => value === 'none' || value === 'auto',
  function_call: (value) => value === 'none' || value === 'auto',
  response_format: (value) => Reflect.get(Object(value), 'type') === 'text',
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  modalities: (value) => Array.isArray(value) && value.every((item) => item === 'text'),
  audio: () => false,
  web_search_options: () => false,
  stop: isEmptyList,
};

/** The roles of messages, and how they are passed on. */
const ROLES: Readonly<Record<string, ChatMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

/**
 * Reads the body of `POST /v1/chat/completions`. Parameters that only tune a model are ignored.
 *
 * @throws {@link HTTPError} 400 for a body that is wrong, or asks for what an agent cannot do.
 */
export function completionRequest(body: unknown): CompletionRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body must be a JSON object.', undefined);
  }
  const { model, messages, stream, ...others } = body as Record<string, unknown>;
  if (typeof model !== 'string' || model === '')
    throw invalid('`model` must be text, as office/agent.', 'model');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw invalid('`stream` must be true or false.', 'stream');
  }
  for (const [name, isNothing] of Object.entries(REFUSED)) {
    const value = others[name];
    if (value === undefined || value === null || isNothing(value)) continue;
    throw new HTTPError(400, `Agents of Mitosis do not support \`${name}\` here.`, {
      code: 'unsupported_parameter',
      param: name,
    });
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('`messages` must be a list with at least one message.', 'messages');
  }
  const chat = messages.map(chatMessage);
  if (chat.at(-1)?.role !== 'user') throw invalid('The last message must be of the role `user`.', 'messages');
  return { model, messages: chat, stream: stream === true };
}

/**
 * Returns the text to send to the agent. An agent has one conversation and remembers it, and a client of this API sends
 * all of its messages each time. If the client continues the last exchange with the agent, only its new messages are sent; otherwise
 * all of them, as JSON, so that no text can pass for a message of another role.
 *
 * @param last - The mark of the last exchange; see {@link markOf}.
 */
export function questionText(messages: readonly ChatMessage[], last: string | undefined): string {
  const answered = messages.map(({ role }) => role).lastIndexOf('assistant') + 1;
  const news = messages.slice(answered);
  const isContinued = answered > 0 && last !== undefined && markOf(messages.slice(0, answered)) === last;
  const sent = isContinued ? news : messages;
  if (sent.every(({ role }) => role === 'user')) return sent.map(({ content }) => content).join('\n\n');
  return `Answer the last message of this conversation. Messages of the role "assistant" are yours, and those of the role "system" are instructions.\n\n${JSON.stringify(sent)}`;
}

/** Returns the mark of an exchange: a hash of its messages with the answer. */
export function markOf(messages: readonly ChatMessage[]): string {
  const plain = messages.map(({ role, content }) => [role, content]);
  return createHash('sha256').update(JSON.stringify(plain)).digest('base64');
}

function chatMessage(message: unknown, index: number): ChatMessage {
  const param = `messages[${index}]`;
  const { role: named, content, tool_calls } = Object(message) as Record<string, unknown>;
  const role = typeof named === 'string' && Object.hasOwn(ROLES, named) ? ROLES[named] : undefined;
  if (!role) {
    throw invalid(
      `\`${param}.role\` must be system, developer, user or assistant: agents get no results of tools.`,
      `${param}.role`,
    );
  }
  if (tool_calls !== undefined && tool_calls !== null && !isEmptyList(tool_calls)) {
    throw invalid(
      `\`${param}\` has calls of tools, which agents do not support here.`,
      `${param}.tool_calls`,
    );
  }
  const text = textOf(content, param);
  if (/[\0\p{Surrogate}]/u.test(text)) {
    throw invalid(
      `\`${param}.content\` has U+0000 or half of a surrogate pair, which messages cannot hold.`,
      `${param}.content`,
    );
  }
  if (role === 'user' && text.trim() === '')
    throw invalid(`\`${param}.content\` is empty.`, `${param}.content`);
  return { role, content: text };
}

function textOf(content: unknown, param: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalid(`\`${param}.content\` must be text.`, `${param}.content`);
  return content
    .map((part, index) => {
      const { type, text } = Object(part) as Record<string, unknown>;
      if (type === 'text' && typeof text === 'string') return text;
      const at = `${param}.content[${index}]`;
      throw invalid(`\`${at}\` must be text: agents get no images, sounds or files here.`, at);
    })
    .join('');
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function invalid(message: string, param: string | undefined): HTTPError {
  return new HTTPError(400, message, { code: 'invalid_value', param });
}
