import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { safely } from './safely.ts';

/** The subject of a span. */
export interface SpanDescription {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** The parent. Default: the active context. */
  readonly parent?: Context | undefined;
}

/**
 * A span that ends once. Whatever the SDK throws is ignored: it must not disturb the work.
 */
export class FollowedSpan {
  /** The context in which the work runs. */
  readonly context: Context;
  readonly #span: Span | undefined;
  readonly #recordsContent: boolean;
  readonly #startedAt = performance.now();
  #isOver = false;

  constructor(tracer: () => Tracer, description: SpanDescription, recordsContent: boolean) {
    const { name, kind, attributes, parent = activeContext() } = description;
    this.#recordsContent = recordsContent;
    this.#span = safely(() => tracer().startSpan(name, { kind, attributes }, parent));
    this.context = this.#span ? trace.setSpan(parent, this.#span) : parent;
  }

  /** Its ids; `undefined` if the SDK could not start it. */
  get spanContext(): SpanContext | undefined {
    return this.#span?.spanContext();
  }

  /** Whether anything records it. */
  get isRecording(): boolean {
    return this.#span?.isRecording() ?? false;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How long ago it began, in ms. */
  get ms(): number {
    return performance.now() - this.#startedAt;
  }

  /** Does work while the span is active. */
  run<T>(work: () => Promise<T>): Promise<T> {
    let running: Promise<T> | undefined;
    const start = (): Promise<T> => {
      running ??= (async () => work())();
      return running;
    };
    safely(() => context.with(this.context, start));
    return start();
  }

  /** Adds attributes. */
  set(attributes: Attributes): void {
    safely(() => this.#span?.setAttributes(attributes));
  }

  /** Ends it. Does nothing the second time. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    safely(() => this.#span?.end());
  }

  /** Marks it as failed, and ends it. Does nothing when it has ended. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.markFailed(errorType(error));
    // The message may quote what people have said.
    if (this.#recordsContent) safely(() => this.#span?.recordException(toException(error)));
    this.end();
  }

  /** Marks it as failed. */
  markFailed(type: string): void {
    this.set({ 'error.type': type });
    safely(() => this.#span?.setStatus({ code: SpanStatusCode.ERROR }));
  }
}

/** Returns the active context. */
export function activeContext(): Context {
  return safely(() => context.active()) ?? ROOT_CONTEXT;
}

/** Returns the `error.type` of an error: its code, else its name. */
export function errorType(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  const type = [code, name].find((value) => typeof value === 'string' && /^[\w.-]{1,100}$/.test(value));
  return typeof type === 'string' ? type : '_OTHER';
}

function toException(error: unknown): { name: string; message: string; stack?: string } {
  const { message, stack } = Object(error) as { message?: unknown; stack?: unknown };
  return {
    name: errorType(error),
    message: typeof message === 'string' ? message : String(error),
    ...(typeof stack === 'string' && { stack }),
  };
}
