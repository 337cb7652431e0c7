import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { assertDuration, assertOptions, assertText, InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { MitosisClientLike, MitosisModelOptions } from '../MitosisProviderSettings.ts';
import { Agent, type Answered, type AskOptions } from './Agent.ts';
import { withFiles } from './files.ts';
import { messageFor, questionIn } from './question.ts';
import { toSDKError } from './toSDKError.ts';

const HEADER = 'x-mitosis-conversation';
/** The settings that an agent does not take: its own model decides. */
const UNSUPPORTED = [
  'maxOutputTokens',
  'temperature',
  'stopSequences',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'seed',
] as const;
/** The platform does not say how many tokens an answer took. */
const USAGE: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};
const FINISH = { unified: 'stop', raw: undefined } as const;

/** A question that is ready to be asked. */
interface Prepared {
  readonly agent: Agent;
  readonly text: string;
  readonly warnings: SharedV4Warning[];
  ask(options: Pick<AskOptions, 'signal' | 'onPartial' | 'onSent'>): Promise<Answered>;
}

/** An agent of an office as a language model of the AI SDK. Made by {@link createMitosis}. */
export class AgentModel implements LanguageModelV4 {
  /** The version of the AI SDK's interface. */
  readonly specificationVersion = 'v4';
  /** The provider's name. */
  readonly provider = 'mitosis';
  /** The agent, as `office/agent`. */
  readonly modelId: string;
  /** Files that are addressed by a URL are named in the message, not downloaded. */
  readonly supportedUrls: Record<string, RegExp[]> = { '*/*': [/^https?:/] };
  readonly #connect: () => MitosisClientLike;
  readonly #timeoutMs: number;
  #agent: Promise<Agent> | undefined;

  /**
   * @param modelId - The agent, as `office/agent`.
   * @param connect - Returns the client, when it is first needed.
   * @param timeoutMs - How long an answer may take, in ms.
   */
  constructor(modelId: string, connect: () => MitosisClientLike, timeoutMs: number) {
    assertText('modelId', modelId);
    this.modelId = modelId;
    this.#connect = connect;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Asks the agent, and waits for the whole answer. Called by `generateText`.
   *
   * @param options - The prompt and settings, as the AI SDK gives them.
   * @throws {@link APICallError} for a failure of the platform, `NoSuchModelError` when there is no such agent,
   * `LoadAPIKeyError` without a key.
   */
  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const signal = options.abortSignal ?? new AbortController().signal;
    const { agent, text, warnings, ask } = await this.#prepare(options);
    const answer = await ask({ signal, onPartial: () => undefined, onSent: () => undefined }).catch(
      (error: unknown) => this.#fail(error, options, text),
    );
    return {
      content: [{ type: 'text', text: answer.content }],
      finishReason: FINISH,
      usage: USAGE,
      warnings,
      request: { body: text },
      response: { id: answer.id, modelId: this.modelId, timestamp: new Date() },
      providerMetadata: metadata(agent, answer),
    };
  }

  /**
   * Asks the agent, and streams the answer while it grows; the steps of the agent are its reasoning. Resolves when the
   * platform has stored the question. Called by `streamText`.
   *
   * @param options - The prompt and settings, as the AI SDK gives them.
   * @throws as {@link AgentModel.doGenerate}, until the question is stored; later errors are in the stream.
   */
  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { agent, text, warnings, ask } = await this.#prepare(options);
    const left = new AbortController();
    const signal = options.abortSignal ? AbortSignal.any([options.abortSignal, left.signal]) : left.signal;
    const parts = new AnswerParts();
    let sent: () => void = () => undefined;
    const isSent = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const answer = ask({ signal, onPartial: (so, step) => parts.grow(so, step), onSent: () => sent() });
    answer.catch(() => undefined);
    await Promise.race([isSent, answer]).catch((error: unknown) => this.#fail(error, options, text));
    const { modelId } = this;
    const stream = new ReadableStream<LanguageModelV4StreamPart>({
      start: async (controller) => {
        const put = (part: LanguageModelV4StreamPart): void => {
          if (!left.signal.aborted) controller.enqueue(part);
        };
        put({ type: 'stream-start', warnings });
        put({ type: 'response-metadata', modelId, timestamp: new Date() });
        parts.listen(put);
        try {
          const whole = await answer;
          parts.end(whole.content);
          put({
            type: 'finish',
            finishReason: FINISH,
            usage: USAGE,
            providerMetadata: metadata(agent, whole),
          });
        } catch (error) {
          parts.end();
          put({ type: 'error', error: this.#errorFor(error, options, text) });
        }
        if (!left.signal.aborted) controller.close();
      },
      cancel: () => left.abort(),
    });
    return { stream, request: { body: text } };
  }

  async #prepare(options: LanguageModelV4CallOptions): Promise<Prepared> {
    const own = modelOptions(options);
    const { abortSignal, prompt, responseFormat } = options;
    try {
      abortSignal?.throwIfAborted();
      const client = this.#connect();
      // Without the caller's signal: other calls wait for it too.
      this.#agent ??= Agent.find(this.modelId, client).catch((error: unknown) => {
        this.#agent = undefined;
        throw error;
      });
      const agent = await this.#agent;
      abortSignal?.throwIfAborted();
      const conversation = own.conversation === undefined ? agent.shared() : agent.own(own.conversation);
      const question = await questionIn(prompt, (answer) => conversation.knows(answer, abortSignal));
      const { transport } = client;
      const uploads = own.files !== 'omit';
      const target = { transport, officeId: agent.officeId, uploads, signal: abortSignal };
      const latest = await withFiles(question.latest, target);
      const text = messageFor(question, latest.text, responseFormat);
      const timeoutMs = own.timeoutMs ?? this.#timeoutMs;
      return {
        agent,
        text,
        warnings: [...warningsFor(options), ...latest.warnings],
        ask: (more) => conversation.ask(text, { timeoutMs, ...more }),
      };
    } catch (error) {
      return this.#fail(error, options, undefined);
    }
  }

  #fail(error: unknown, options: LanguageModelV4CallOptions, body: unknown): never {
    throw this.#errorFor(error, options, body);
  }

  #errorFor(error: unknown, { abortSignal }: LanguageModelV4CallOptions, body: unknown): unknown {
    if (error instanceof Error && error.name.startsWith('AI_')) return error;
    const { transport } = this.#connect();
    return toSDKError(error, { modelId: this.modelId, transport, signal: abortSignal, body });
  }
}

/** The parts of an answer while it grows: steps as reasoning, and text. */
class AnswerParts {
  #put: ((part: LanguageModelV4StreamPart) => void) | undefined;
  readonly #early: LanguageModelV4StreamPart[] = [];
  #open: 'text' | 'reasoning' | undefined;
  #count = 0;
  #text = '';
  #step: string | undefined;

  /** Passes the parts so far, and all later ones. */
  listen(put: (part: LanguageModelV4StreamPart) => void): void {
    this.#put = put;
    for (const part of this.#early.splice(0)) put(part);
  }

  /** Takes the text so far, and the step. */
  grow(text: string, step: string | undefined): void {
    this.#add(text);
    if (step !== undefined && step !== this.#step) {
      this.#begin('reasoning');
      this.#delta(`${step}\n`);
    }
    this.#step = step;
  }

  /** Ends the answer. The whole text may be another one than it began as: then it follows as a part of its own. */
  end(whole?: string): void {
    if (whole !== undefined) {
      if (!whole.startsWith(this.#text)) {
        this.#close();
        this.#text = '';
      }
      this.#add(whole);
    }
    this.#close();
  }

  #add(text: string): void {
    if (!text.startsWith(this.#text) || text.length === this.#text.length) return;
    this.#begin('text');
    this.#delta(text.slice(this.#text.length));
    this.#text = text;
  }

  #begin(kind: 'text' | 'reasoning'): void {
    if (this.#open === kind) return;
    this.#close();
    this.#open = kind;
    this.#emit({ type: `${kind}-start`, id: `${++this.#count}` });
  }

  #delta(delta: string): void {
    this.#emit({ type: `${this.#open ?? 'text'}-delta`, id: `${this.#count}`, delta });
  }

  #close(): void {
    if (this.#open) this.#emit({ type: `${this.#open}-end`, id: `${this.#count}` });
    this.#open = undefined;
  }

  #emit(part: LanguageModelV4StreamPart): void {
    if (this.#put) this.#put(part);
    else this.#early.push(part);
  }
}

function metadata({ officeId, name }: Agent, { id }: Answered) {
  return { mitosis: { officeId, agent: name, messageId: id } };
}

/** The options of a call, checked: those of the provider, and the header. */
function modelOptions({ providerOptions, headers }: LanguageModelV4CallOptions): MitosisModelOptions {
  const given = (providerOptions?.['mitosis'] ?? {}) as MitosisModelOptions;
  assertOptions('providerOptions.mitosis', given, { conversation: true, files: true, timeoutMs: true });
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === HEADER)?.[1];
  const { conversation = header, files, timeoutMs } = given;
  if (
    conversation !== undefined &&
    !(typeof conversation === 'string' && /^[^\p{Cc}]{1,100}$/u.test(conversation))
  ) {
    throw new InvalidArgumentError(
      'providerOptions.mitosis.conversation',
      'must be text of 1 to 100 characters',
    );
  }
  if (files !== undefined && files !== 'upload' && files !== 'omit') {
    throw new InvalidArgumentError('providerOptions.mitosis.files', 'must be `upload` or `omit`');
  }
  if (timeoutMs !== undefined) assertDuration('providerOptions.mitosis.timeoutMs', timeoutMs, 1);
  return { conversation, files, timeoutMs };
}

function warningsFor(options: LanguageModelV4CallOptions): SharedV4Warning[] {
  const details = 'The agent decides by itself.';
  const warnings = UNSUPPORTED.filter((name) => options[name] !== undefined).map(
    (feature): SharedV4Warning => ({ type: 'unsupported', feature, details }),
  );
  if (options.tools && options.tools.length > 0) {
    warnings.push({ type: 'unsupported', feature: 'tools', details: 'The agent uses its own tools.' });
  }
  if (options.reasoning !== undefined && options.reasoning !== 'provider-default') {
    warnings.push({ type: 'unsupported', feature: 'reasoning', details });
  }
  if (options.responseFormat?.type === 'json') {
    warnings.push({
      type: 'compatibility',
      feature: 'responseFormat',
      details: 'The agent is asked for JSON in words.',
    });
  }
  return warnings;
}
