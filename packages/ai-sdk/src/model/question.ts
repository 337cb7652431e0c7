import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { InvalidPromptError } from '@ai-sdk/provider';

/** The part of a prompt that the agent has not read yet. */
export interface Question {
  /** Instructions that come before the messages. */
  readonly system: string;
  /** Earlier messages that the agent does not know. */
  readonly earlier: readonly LanguageModelV4Message[];
  /** The messages after the last answer. */
  readonly latest: readonly LanguageModelV4Message[];
}

/**
 * Splits a prompt. The agent has a memory of its own: what it has answered itself is not sent again.
 *
 * @param knows - Whether the agent has given that answer.
 * @throws {@link InvalidPromptError} when nothing is asked.
 */
export async function questionIn(
  prompt: LanguageModelV4Prompt,
  knows: (answer: string) => Promise<boolean>,
): Promise<Question> {
  const system = prompt
    .flatMap((message) => (message.role === 'system' ? [message.content] : []))
    .join('\n\n');
  const messages = prompt.filter(({ role }) => role !== 'system');
  const end = messages.reduce((at, { role }, index) => (role === 'assistant' ? index + 1 : at), 0);
  const latest = messages.slice(end);
  if (latest.length === 0) {
    throw new InvalidPromptError({
      prompt,
      message: 'The prompt must end with a message of the user, or with a result.',
    });
  }
  const last = messages[end - 1];
  const isKnown = last !== undefined && (await knows(textOf(last)));
  // Instructions were sent with the first message.
  return isKnown ? { system: '', earlier: [], latest } : { system, earlier: messages.slice(0, end), latest };
}

/** The text of a message, without its files. */
export function textOf(message: LanguageModelV4Message): string {
  if (message.role === 'system') return message.content;
  return message.content
    .flatMap((part) => {
      if (part.type === 'text') return [part.text];
      if (part.type === 'tool-call') return [`[called ${part.toolName} with ${JSON.stringify(part.input)}]`];
      if (part.type === 'tool-result') return [`[result of ${part.toolName}: ${resultText(part.output)}]`];
      return [];
    })
    .join('');
}

function resultText(output: object): string {
  const { value, reason, type } = output as { value?: unknown; reason?: unknown; type: string };
  if (type === 'execution-denied') return `denied${typeof reason === 'string' ? `: ${reason}` : ''}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The whole text to send: instructions, earlier messages, the question, and the form of the answer. */
export function messageFor(
  { system, earlier }: Question,
  latest: string,
  format: LanguageModelV4CallOptions['responseFormat'],
): string {
  const parts: string[] = [];
  if (system !== '') parts.push(`[Instructions]\n${system}`);
  if (earlier.length > 0) {
    const lines = earlier.map((message) => `${message.role === 'user' ? 'user' : 'you'}: ${textOf(message)}`);
    parts.push(`[Our conversation so far]\n${lines.join('\n')}`);
  }
  if (parts.length > 0) parts.push('[The question]');
  parts.push(latest);
  if (format?.type === 'json') {
    const schema =
      format.schema === undefined ? '' : ` that matches this JSON Schema:\n${JSON.stringify(format.schema)}`;
    parts.push(`[Form of the answer]\nAnswer with nothing but JSON${schema}`);
  }
  return parts.join('\n\n');
}
