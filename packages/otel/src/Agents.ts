// Spans and metrics of agents, by the conventions for generative AI.
import type { MessageActivity, TaskActivity, ToolActivity } from '@mitosislabs/agent';
import type { SendActivity } from '@mitosislabs/xmtp';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { errorType, type FollowedSpan, type SpanDescription } from './FollowedSpan.ts';
import type { Metrics } from './Metrics.ts';
import { safely } from './safely.ts';
import { formatTraceparent, isSampled, remoteContext } from './traceparent.ts';

const PROVIDER = { 'gen_ai.provider.name': 'mitosis' };
/** Longer ids are cut: models and other agents may send anything. In UTF-16 units. */
const LONGEST_ID = 256;

/** Settings of {@link Agents}. */
export interface AgentsOptions {
  readonly startSpan: (description: SpanDescription) => FollowedSpan;
  readonly metrics: Metrics;
  /** Whether spans record texts. */
  readonly recordContent: boolean;
}

/** Follows messages, tasks and tool calls. */
export class Agents {
  readonly #options: AgentsOptions;

  constructor(options: AgentsOptions) {
    this.#options = options;
  }

  /** Sends a message to an agent, with the trace context if the trace is recorded. */
  send<T>(activity: SendActivity, work: () => Promise<T>): Promise<T> {
    const { session, content } = activity;
    const span = this.#start(SpanKind.CLIENT, {
      ...agentOf(session),
      'gen_ai.operation.name': 'invoke_agent',
      'mitosis.session.id': session.sessionId,
      ...this.#input(content),
    });
    const ids = span.spanContext;
    if (ids && isSampled(ids)) activity.traceparent = formatTraceparent(ids);
    // Known when the platform has opened the conversation.
    const conversation = (): Attributes => ({ 'gen_ai.conversation.id': session.conversationId });
    return this.#run(span, 'invoke_agent', work, conversation);
  }

  /** Answers a message, in the trace of its sender if there is one. */
  message<T>(activity: MessageActivity, work: () => Promise<T>): Promise<T> {
    const { conversationId, messageId, content, answers, lagMs, traceparent, agentName } = activity;
    const attributes = {
      ...agentOf(activity),
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.conversation.id': cut(conversationId),
      'mitosis.message.id': cut(messageId),
      ...this.#input(content),
    };
    const parent = traceparent === undefined ? undefined : remoteContext(traceparent);
    const span = this.#start(SpanKind.INTERNAL, attributes, parent);
    this.#options.metrics.duration('mitosis.agent.message.lag', lagMs, { 'gen_ai.agent.name': agentName });
    return this.#run(span, 'invoke_agent', work, () => this.#output(answers));
  }

  /** Works on a task. */
  task<T>(activity: TaskActivity, work: () => Promise<T>): Promise<T> {
    const attributes = {
      ...agentOf(activity),
      'gen_ai.operation.name': 'invoke_agent',
      'mitosis.task.id': cut(activity.taskId),
      ...this.#input(activity.title),
    };
    const span = this.#start(SpanKind.INTERNAL, attributes);
    return this.#run(span, 'invoke_agent', work, (result) => this.#output([String(result)]));
  }

  /** Calls a tool. */
  tool<T>(activity: ToolActivity, work: () => Promise<T>): Promise<T> {
    const { toolName, description, callId, conversationId, input } = activity;
    const { startSpan, recordContent } = this.#options;
    const span = startSpan({
      name: `execute_tool ${toolName}`,
      kind: SpanKind.INTERNAL,
      attributes: {
        ...agentOf(activity),
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': toolName,
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.description': description,
        'gen_ai.tool.call.id': cut(callId),
        ...(conversationId !== undefined && { 'gen_ai.conversation.id': cut(conversationId) }),
        ...(recordContent && { 'gen_ai.tool.call.arguments': toText(input) }),
      },
    });
    return this.#run(span, 'execute_tool', work, (result) =>
      recordContent ? { 'gen_ai.tool.call.result': toText(result) } : {},
    );
  }

  #start(
    kind: SpanKind,
    attributes: Attributes & { 'gen_ai.agent.name': string },
    parent?: SpanDescription['parent'],
  ): FollowedSpan {
    const name = `invoke_agent ${attributes['gen_ai.agent.name']}`;
    return this.#options.startSpan({ name, kind, attributes, parent });
  }

  /** Does work under a span, and ends it. */
  async #run<T>(
    span: FollowedSpan,
    operation: string,
    work: () => Promise<T>,
    atEnd: (result: T | undefined) => Attributes,
  ): Promise<T> {
    const attributes: Attributes = { ...PROVIDER, 'gen_ai.operation.name': operation };
    let result: T | undefined;
    try {
      result = await span.run(work);
      span.set(safely(() => atEnd(result)) ?? {});
      span.end();
      return result;
    } catch (error) {
      attributes['error.type'] = errorType(error);
      span.set(safely(() => atEnd(undefined)) ?? {});
      span.fail(error);
      throw error;
    } finally {
      this.#options.metrics.duration('gen_ai.client.operation.duration', span.ms, attributes);
    }
  }

  #input(content: string): Attributes {
    if (!this.#options.recordContent) return {};
    return { 'gen_ai.input.messages': toText([{ role: 'user', parts: [{ type: 'text', content }] }]) };
  }

  #output(answers: readonly string[]): Attributes {
    if (!this.#options.recordContent) return {};
    const messages = answers.map((content) => ({
      role: 'assistant',
      parts: [{ type: 'text', content }],
      finish_reason: 'stop',
    }));
    return { 'gen_ai.output.messages': toText(messages) };
  }
}

function agentOf({ officeId, agentName }: { readonly officeId: string; readonly agentName: string }) {
  return {
    ...PROVIDER,
    'gen_ai.agent.name': agentName,
    'gen_ai.agent.id': `${officeId}/${agentName}`,
    'mitosis.office.id': officeId,
  };
}

function cut(id: string): string {
  return id.slice(0, LONGEST_ID);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (safely(() => JSON.stringify(value)) ?? String(value));
}
