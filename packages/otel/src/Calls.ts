// Spans and metrics of calls, by the stable conventions for HTTP.
import type { AttemptActivity, CallActivity } from '@mitosislabs/transport/telemetry';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { errorType, type FollowedSpan, type SpanDescription } from './FollowedSpan.ts';
import { followBody } from './followBody.ts';
import type { Metrics } from './Metrics.ts';
import { formatTraceparent } from './traceparent.ts';

/** The parts of a wire's response that are followed. */
interface Response {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A request that has been sent. */
interface Attempt {
  readonly span: FollowedSpan;
  /** Ends the span. Does nothing the second time. */
  end(error?: unknown): void;
}

/** A call, as far as it has come. */
interface Call {
  readonly span: FollowedSpan;
  /** The requests that have not ended. */
  readonly open: Set<Attempt>;
  /** How many requests were sent. */
  requests: number;
  /** The number of the last attempt. */
  attempts: number;
  /** Whether it is over, but for the body that the caller reads. */
  isSettled: boolean;
}

/** Settings of {@link Calls}. */
export interface CallsOptions {
  readonly startSpan: (description: SpanDescription) => FollowedSpan;
  readonly metrics: Metrics;
  /** Whether requests carry `traceparent`. `undefined`: in a browser, those to the page's own origin. */
  readonly traceHeader: boolean | undefined;
  /** The names of the operations that are not followed. */
  readonly ignore: ReadonlySet<string>;
}

/** Follows calls and their attempts. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new WeakMap<CallActivity, Call>();
  /** The URLs of streams of events that were lost and not opened again. */
  readonly #lost = new Set<string>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Does the work of a call. */
  async call<T>(activity: CallActivity, work: () => Promise<T>): Promise<T> {
    const { ignore, startSpan } = this.#options;
    const { operation, method, url, resolvesTo } = activity;
    if (operation !== undefined && ignore.has(operation)) return work();
    const attributes = {
      ...(operation !== undefined && { 'mitosis.operation': operation }),
      ...serverOf(url),
    };
    const span = startSpan({ name: operation ?? method, kind: SpanKind.CLIENT, attributes });
    const call: Call = { span, open: new Set(), requests: 0, attempts: 0, isSettled: false };
    this.#calls.set(activity, call);
    if (resolvesTo === 'events') this.#countReconnect(url, attributes);
    try {
      const result = await span.run(work);
      call.isSettled = true;
      // A body that the caller reads ends the call later.
      if (resolvesTo === 'whole' || call.open.size === 0) this.#end(activity, call);
      return result;
    } catch (error) {
      if (resolvesTo === 'events') this.#lose(url);
      this.#end(activity, call, { error });
      throw error;
    }
  }

  /** Sends a request of a call. */
  async attempt<T>(activity: AttemptActivity, send: () => Promise<T>): Promise<T> {
    const { call: owner, method, url, number } = activity;
    const { ignore, startSpan, metrics } = this.#options;
    if (owner?.operation !== undefined && ignore.has(owner.operation)) return send();
    const call = owner && this.#calls.get(owner);
    const isEvents = owner?.resolvesTo === 'events';
    const resends = call ? call.requests++ : number - 1;
    const common = { 'http.request.method': method, ...serverOf(url) };
    const span = startSpan({
      name: method,
      kind: SpanKind.CLIENT,
      attributes: {
        ...common,
        'url.full': url,
        ...(resends > 0 && { 'http.request.resend_count': resends }),
      },
      parent: call?.span.context,
    });
    if (call && number > call.attempts) {
      call.attempts = number;
      if (number > 1) metrics.add('mitosis.client.retries', 1, operationOf(owner));
    }
    const result: Attributes = {};
    const record = (): void =>
      metrics.duration('http.client.request.duration', span.ms, { ...common, ...result });
    const attempt: Attempt = {
      span,
      end: (error) => {
        call?.open.delete(attempt);
        if (span.isOver) return;
        // Leaving a stream of events is its usual end.
        const isLeft = isEvents && result['http.response.status_code'] !== undefined && isAbort(error);
        if (error !== undefined && !isLeft) {
          result['error.type'] = errorType(error);
          span.fail(error);
        } else span.end();
        // How long a stream of events is open is no duration of a request.
        if (!isEvents || result['http.response.status_code'] === undefined) record();
        if (call?.isSettled && call.open.size === 0 && owner) {
          this.#end(owner, call, error !== undefined && !isLeft ? { error } : undefined);
        }
      },
    };
    call?.open.add(attempt);
    const header = formatTraceparentOf(span);
    if (header !== undefined && this.#mayCarry(url)) activity.traceparent = header;
    let response: T;
    try {
      response = await span.run(send);
    } catch (error) {
      attempt.end(error);
      throw error;
    }
    const { status, body } = response as T & Response;
    result['http.response.status_code'] = status;
    span.set({ 'http.response.status_code': status });
    if (status >= 400) {
      result['error.type'] = String(status);
      span.markFailed(String(status));
    }
    if (isEvents) record();
    if (method === 'HEAD' || BODILESS.has(status)) {
      attempt.end();
      return response;
    }
    const isStream = isEvents && status >= 200 && status < 300;
    const followed = followBody(body, (failure) => {
      if (isStream && (failure ? !isAbort(failure.error) : !call?.span.isOver)) this.#lose(url);
      attempt.end(failure?.error);
    });
    return { ...response, body: followed };
  }

  #end(activity: CallActivity, call: Call, failure?: { readonly error: unknown }): void {
    const { span, open, attempts } = call;
    if (span.isOver) return;
    for (const attempt of [...open]) attempt.end(failure?.error);
    span.set({ 'mitosis.call.attempts': attempts });
    const attributes: Attributes = operationOf(activity);
    if (failure) {
      attributes['error.type'] = errorType(failure.error);
      span.fail(failure.error);
    } else span.end();
    if (activity.resolvesTo !== 'events') {
      this.#options.metrics.duration('mitosis.client.call.duration', span.ms, attributes);
    }
  }

  #lose(url: string): void {
    // A process that follows more offices than this counts fewer reconnects.
    if (this.#lost.size < MOST_LOST) this.#lost.add(url);
  }

  #countReconnect(url: string, attributes: Attributes): void {
    if (this.#lost.delete(url)) this.#options.metrics.add('mitosis.client.reconnects', 1, attributes);
  }

  #mayCarry(url: string): boolean {
    const { traceHeader } = this.#options;
    if (traceHeader !== undefined) return traceHeader;
    const page: unknown = Reflect.get(Object(Reflect.get(globalThis, 'location')), 'origin');
    return typeof page !== 'string' || page === 'null' || page === new URL(url).origin;
  }
}

/** How many lost streams are remembered. */
const MOST_LOST = 1_000;
/** The statuses of responses without a body. */
const BODILESS = new Set([204, 205, 304]);
/** The ports of URLs that name none. */
const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/** The attributes of the server. */
function serverOf(url: string): Attributes {
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? PORTS[protocol] : Number(port);
  return { 'server.address': hostname, ...(number !== undefined && { 'server.port': number }) };
}

function operationOf(activity: CallActivity | undefined): Attributes {
  return { 'mitosis.operation': activity?.operation ?? '_OTHER' };
}

function formatTraceparentOf({ spanContext }: FollowedSpan): string | undefined {
  return spanContext && formatTraceparent(spanContext);
}

function isAbort(error: unknown): boolean {
  return errorType(error) === 'aborted' || Reflect.get(Object(error), 'name') === 'AbortError';
}
