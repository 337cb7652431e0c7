import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { ModelMessage } from '@mitosislabs/agent';

/** Data that a provider wants back with an answer: reasoning, and its notes at each call. */
export interface Kept {
  readonly reasoning: { readonly id: unknown; text: string; metadata: unknown }[];
  readonly calls: unknown[];
}

/** The messages as a prompt of the AI SDK. */
export function promptFor(messages: readonly ModelMessage[]): LanguageModelV4Prompt {
  return messages.map(promptMessage);
}

function promptMessage(message: ModelMessage): LanguageModelV4Message {
  if (message.role === 'system') return { role: 'system', content: message.content };
  if (message.role === 'user') return { role: 'user', content: [{ type: 'text', text: message.content }] };
  if (message.role === 'tool') {
    const { callId: toolCallId, name: toolName, content: value, isError } = message;
    const output = { type: isError ? ('error-text' as const) : ('text' as const), value };
    return { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] };
  }
  const { reasoning = [], calls: metadata = [] } = Object(message.raw) as Partial<Kept>;
  return {
    role: 'assistant',
    content: [
      ...reasoning.map(({ text, metadata: own }) => ({
        type: 'reasoning' as const,
        text,
        ...optionsOf(own),
      })),
      ...(message.content === '' ? [] : [{ type: 'text' as const, text: message.content }]),
      ...(message.calls ?? []).map(({ id, name, input }, index) => ({
        type: 'tool-call' as const,
        toolCallId: id,
        toolName: name,
        input: parsed(input),
        ...optionsOf(metadata[index]),
      })),
    ],
  };
}

function optionsOf(metadata: unknown): { providerOptions?: SharedV4ProviderOptions } {
  return metadata === null || metadata === undefined
    ? {}
    : { providerOptions: metadata as SharedV4ProviderOptions };
}

/** Input that is not JSON goes back as an empty object: the result says what the model wrote wrong. */
function parsed(input: string): unknown {
  try {
    return JSON.parse(input === '' ? '{}' : input);
  } catch {
    return {};
  }
}
