import type { AgentCard } from '@a2a-js/sdk';
import { LegacyJsonRpcTransportHandler } from '@a2a-js/sdk/compat/v0_3/server';
import { A2AError, RequestMalformedError } from '@a2a-js/sdk/errors';
import {
  type A2ARequestHandler,
  JsonRpcTransportHandler,
  ServerCallContext,
  validateVersion,
} from '@a2a-js/sdk/server';
import { MitosisError } from '@mitosislabs/auth/errors';
import type { Admission } from '../Gate.ts';
import { httpError } from '../HTTPError.ts';

const INTERNAL_ERROR = -32_603;
const INVALID_PARAMS = -32_602;
const LEGACY = '0.3';

/** A JSON-RPC request. */
interface RPCRequest {
  readonly text: string;
  /** The version of A2A that it asks for. */
  readonly version: string | undefined;
}

/** The outcome of a JSON-RPC request: a response, or a stream of them. */
type Outcome = object | AsyncGenerator<object, void, undefined>;

/** Answers a JSON-RPC request of A2A, of version 1.0 or 0.3, with JSON or a stream of events. */
export async function answerRPC(
  handler: A2ARequestHandler,
  card: AgentCard,
  { text, version }: RPCRequest,
  { release, onError }: Pick<Admission, 'release'> & { readonly onError: (error: unknown) => void },
): Promise<Response> {
  const requestedVersion = version || LEGACY;
  const isLegacy = requestedVersion === LEGACY;
  const id = idOf(text);
  let isStreaming = false;
  // The library passes on errors of the handler, or turns them into responses.
  const reported = new WeakSet<object>();
  const report = (error: unknown) => {
    if (!reported.has(Object(error))) onError(error);
    const own = ownError(error);
    reported.add(Object(own));
    return own;
  };
  try {
    validateVersion(requestedVersion, card, 'JSONRPC');
    // The library takes it for an object.
    if (text.trim() === 'null') throw new RequestMalformedError('The request is not one of JSON-RPC.');
    const guarded = withOwnErrors(handler, report);
    const transport = isLegacy
      ? new LegacyJsonRpcTransportHandler(guarded)
      : new JsonRpcTransportHandler(guarded);
    const outcome: Outcome = await transport.handle(text, new ServerCallContext({ requestedVersion }));
    if (!isStream(outcome)) return Response.json(outcome);
    // A failure before the first event has a response of its own.
    const first = await outcome.next();
    if (first.done) return Response.json({ jsonrpc: '2.0', id, result: null });
    isStreaming = true;
    return new Response(events(first.value, outcome, id, isLegacy, release), {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      },
    });
  } catch (error) {
    report(error);
    return Response.json({ jsonrpc: '2.0', id, error: rpcError(error, isLegacy) });
  } finally {
    if (!isStreaming) release();
  }
}

function events(
  first: object,
  rest: AsyncGenerator<object, void, undefined>,
  id: unknown,
  isLegacy: boolean,
  release: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: object | undefined = first;
  return new ReadableStream({
    async pull(controller) {
      try {
        const event = next ?? (await rest.next()).value;
        next = undefined;
        if (event) {
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
          return;
        }
      } catch (error) {
        const body = { jsonrpc: '2.0', id, error: rpcError(error, isLegacy) };
        controller.enqueue(encoder.encode(`event: error\ndata: ${JSON.stringify(body)}\n\n`));
      }
      release();
      controller.close();
    },
    async cancel() {
      release();
      await rest.return();
    },
  });
}

/**
 * Turns errors of the platform into errors of A2A, before the library reports them: it would show the message of a bug
 * to the client.
 */
function withOwnErrors(
  handler: A2ARequestHandler,
  ownErrorOf: (error: unknown) => unknown,
): A2ARequestHandler {
  return new Proxy(handler, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const result: unknown = method.apply(target, args);
        if (result instanceof Promise) {
          return result.catch((error: unknown) => {
            throw ownErrorOf(error);
          });
        }
        return isStream(result) ? streamWithOwnErrors(result, ownErrorOf) : result;
      };
    },
  });
}

async function* streamWithOwnErrors<T>(
  stream: AsyncGenerator<T, void, undefined>,
  ownErrorOf: (error: unknown) => unknown,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    throw ownErrorOf(error);
  }
}

/** An error of the platform, with its message and its hint; a bug without its message. */
function ownError(error: unknown): unknown {
  return error instanceof A2AError ? error : new Error(httpError(error).message, { cause: error });
}

function rpcError(error: unknown, isLegacy: boolean): object {
  if (error instanceof A2AError) {
    return isLegacy
      ? LegacyJsonRpcTransportHandler.mapToLegacyJSONRPCError(error)
      : JsonRpcTransportHandler.mapToJSONRPCError(error);
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code =
    cause instanceof MitosisError && cause.code === 'invalid_argument' ? INVALID_PARAMS : INTERNAL_ERROR;
  return { code, message: error instanceof Error && cause ? error.message : httpError(error).message };
}

function isStream(value: unknown): value is AsyncGenerator<object, void, undefined> {
  return typeof Reflect.get(Object(value), Symbol.asyncIterator) === 'function';
}

/** The id of a request, for responses to one that cannot be handled. */
function idOf(text: string): unknown {
  try {
    const id: unknown = Reflect.get(Object(JSON.parse(text)), 'id');
    return typeof id === 'string' || typeof id === 'number' ? id : null;
  } catch {
    return null;
  }
}
