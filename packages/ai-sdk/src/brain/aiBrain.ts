import {
  APICallError,
  type JSONSchema7,
  type LanguageModelV2,
  type LanguageModelV3,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import {
  type Brain,
  BrainError,
  exceedsContext,
  type Model,
  type ModelBrainOptions,
  type ModelPart,
  type ModelRequest,
  modelBrain,
} from '@mitosislabs/agent';
import { backOff, sleep } from '@mitosislabs/auth/async';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { type Kept, promptFor } from './promptFor.ts';

/** The delays between attempts, in ms. */
const RETRY = { first: 500, most: 8_000 };

/** A language model of the AI SDK, of this version of its interface or the two before it. */
export type AIModel = LanguageModelV4 | LanguageModelV3 | LanguageModelV2;

/** The model, and the limits of its work. */
export interface AIBrainOptions extends ModelBrainOptions {
  /** The model, such as `openai('gpt-5')` or `anthropic('claude-opus-4')`. */
  model: AIModel;
  /** Options for its provider, by the provider's name. */
  providerOptions?: Record<string, Record<string, unknown>> | undefined;
  /** The maximum number of tokens of an answer. Default: the model's. */
  maxOutputTokens?: number | undefined;
  /** The sampling temperature. Default: the model's. */
  temperature?: number | undefined;
  /** How often to retry a request that failed before its answer began. Default: 2. */
  maxRetries?: number | undefined;
}

/**
 * A brain that asks a language model of the AI SDK, of any provider, and runs the tools that it calls.
 *
 * @param options - The model, its tools, and the limits of its work.
 * @returns a brain, for `defineAgent`.
 * @throws {@link InvalidArgumentError} when an option is invalid.
 *
 * @example
 * ```ts
 * import { aiBrain } from '@mitosislabs/ai-sdk';
 * import { defineAgent, officeTools } from '@mitosislabs/agent';
 * import { gateway } from 'ai';
 *
 * const tools = officeTools({ allow: ['list_files', 'read_file'] });
 * const agent = defineAgent({ brain: aiBrain({ model: gateway('openai/gpt-5'), tools }) });
 * ```
 */
export function aiBrain(options: AIBrainOptions): Brain {
  const {
    model,
    providerOptions,
    maxOutputTokens,
    temperature,
    maxRetries = 2,
    ...thinking
  } = Object(options) as AIBrainOptions;
  if (typeof Object(model).doStream !== 'function') {
    throw new InvalidArgumentError('model', 'must be a language model of the AI SDK', {
      hint: 'Pass a model, such as `gateway("openai/gpt-5")`, not its name.',
    });
  }
  const settings = {
    ...(providerOptions && { providerOptions: providerOptions as SharedV4ProviderOptions }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
  };
  const ask: Model = async function* (request) {
    try {
      yield* partsOf(await open(model, { ...settings, ...callFor(request) }, maxRetries, request.signal));
    } catch (error) {
      request.signal.throwIfAborted();
      throw toBrainError(error, model);
    }
  };
  return modelBrain(ask, thinking);
}

/** A part of a stream, in any version of the interface. */
type Part = { readonly type: string } & Readonly<Record<string, unknown>>;

function callFor({ messages, tools, signal }: ModelRequest): LanguageModelV4CallOptions {
  return {
    prompt: promptFor(messages),
    abortSignal: signal,
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        type: 'function' as const,
        name,
        description,
        inputSchema: inputSchema as JSONSchema7,
      })),
      toolChoice: { type: 'auto' as const },
    }),
  };
}

/** Opens the stream of an answer. Retries as long as the provider says that this may help. */
async function open(
  model: AIModel,
  call: LanguageModelV4CallOptions,
  maxRetries: number,
  signal: AbortSignal,
): Promise<ReadableStream<Part>> {
  for (let failures = 0; ; failures++) {
    try {
      // The prompts and tools of a brain are alike in all versions.
      const { stream } = await (model as LanguageModelV4).doStream(call);
      return stream as ReadableStream<Part>;
    } catch (error) {
      if (signal.aborted || failures >= maxRetries || !APICallError.isInstance(error) || !error.isRetryable)
        throw error;
      await sleep(backOff(failures + 1, { ...RETRY, after: { retryAfterMs: retryAfterMs(error) } }), signal);
      signal.throwIfAborted();
    }
  }
}

function retryAfterMs({ responseHeaders }: APICallError): number | undefined {
  const seconds = Number(responseHeaders?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

/** The parts of an answer: text as it comes, then the calls, and what the model wants back with them. */
async function* partsOf(stream: ReadableStream<Part>): AsyncGenerator<ModelPart, void, undefined> {
  const kept: Kept = { reasoning: [], calls: [] };
  const reader = stream.getReader();
  let reason: string | undefined;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const part = next.value;
      if (part.type === 'text-delta') yield { type: 'text', text: String(part['delta']) };
      else if (part.type === 'reasoning-start')
        kept.reasoning.push({ id: part['id'], text: '', metadata: part['providerMetadata'] });
      else if (part.type === 'reasoning-delta' || part.type === 'reasoning-end') addReasoning(kept, part);
      else if (part.type === 'tool-call' && part['providerExecuted'] !== true) {
        const { toolCallId, toolName, input, providerMetadata } = part;
        kept.calls.push(providerMetadata ?? null);
        const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
        yield { type: 'call', call: { id: String(toolCallId ?? ''), name: String(toolName), input: text } };
      } else if (part.type === 'error') throw part['error'];
      else if (part.type === 'finish') reason = reasonOf(part['finishReason']);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (reason === undefined || reason === 'interrupted' || reason === 'error') {
    throw new BrainError('The model stopped in the middle of its answer.', { code: 'brain_stopped' });
  }
  if (reason === 'content-filter') {
    throw new BrainError('A filter of the provider stopped the answer.', { code: 'brain_failed' });
  }
  if (kept.reasoning.length > 0 || kept.calls.some((metadata) => metadata !== null))
    yield { type: 'raw', raw: kept };
}

function addReasoning(kept: Kept, part: Part): void {
  const reasoning = kept.reasoning.find(({ id }) => id === part['id']);
  if (!reasoning) return;
  if (typeof part['delta'] === 'string') reasoning.text += part['delta'];
  // Signatures come with the last part.
  reasoning.metadata = part['providerMetadata'] ?? reasoning.metadata;
}

/** The reason of a finish: an object since the fourth version of the interface, a text in the second. */
function reasonOf(reason: unknown): string {
  return String(Object(reason)['unified'] ?? reason);
}

function toBrainError(error: unknown, { provider, modelId }: AIModel): unknown {
  if (error instanceof BrainError) return error;
  const { message = String(error), responseBody, statusCode } = Object(error) as Record<string, unknown>;
  const text = `${message} ${responseBody ?? ''}`;
  const isAboutAccess = [401, 402, 403, 404].includes(Number(statusCode));
  const isTooMuch = statusCode === 413 || (!isAboutAccess && exceedsContext(text));
  const code = isTooMuch ? 'brain_context' : statusCode === undefined ? 'brain_unreachable' : 'brain_failed';
  return new BrainError(`${provider} ${modelId}: ${String(message).slice(0, 500)}`, { code, cause: error });
}
