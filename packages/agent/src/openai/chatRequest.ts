import type { ModelMessage, ModelRequest } from '../brain/Model.ts';

/** A message in the format of the API. */
type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: ChatToolCall[] }
  | { role: 'tool'; content: string; tool_call_id: string };

interface ChatToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/** The body of a request in the format of the API. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  stream: true;
  tools?: { type: 'function'; function: { name: string; description: string; parameters: object } }[];
}

/** The body of a request to a model. */
export function chatRequest(model: string, { messages, tools }: ModelRequest): ChatRequest {
  return {
    model,
    messages: messages.map(chatMessage),
    stream: true,
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        type: 'function',
        function: { name, description, parameters: inputSchema },
      })),
    }),
  };
}

function chatMessage(message: ModelMessage): ChatMessage {
  if (message.role === 'tool')
    return { role: 'tool', content: message.content, tool_call_id: message.callId };
  if (message.role !== 'assistant') return { role: message.role, content: message.content };
  const { content, calls = [] } = message;
  if (calls.length === 0) return { role: 'assistant', content };
  return {
    role: 'assistant',
    content: content === '' ? null : content,
    // Servers refuse arguments that are not JSON: the result says what the model wrote wrong.
    tool_calls: calls.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: isJson(input) ? input : '{}' },
    })),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
