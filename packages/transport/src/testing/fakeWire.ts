import type { Wire, WireRequest, WireResponse } from '../wire/Wire.ts';

/** A response in memory that counts how its body is used. */
export interface FakeResponse extends WireResponse {
  /** How many chunks were requested. */
  reads: number;
  /** How often the body was closed before its end. */
  closed: number;
}

/** Creates a response. A chunk of the body is text, an error that the read fails with, or a function that is awaited first. */
export function respond(
  status = 200,
  chunks: readonly (string | Error | (() => Promise<string>))[] = ['"done"'],
  headers: Readonly<Record<string, string>> = {},
): FakeResponse {
  let next = 0;
  const response: FakeResponse = {
    status,
    headers,
    reads: 0,
    closed: 0,
    body: {
      [Symbol.asyncIterator]: () => ({
        async next() {
          response.reads++;
          const chunk = chunks[next++];
          if (chunk === undefined) return { done: true, value: undefined };
          if (chunk instanceof Error) throw chunk;
          const text = typeof chunk === 'string' ? chunk : await chunk();
          return { done: false, value: new TextEncoder().encode(text) };
        },
        async return() {
          response.closed++;
          next = chunks.length;
          return { done: true, value: undefined };
        },
      }),
    },
  };
  return response;
}

/** One step of a {@link fakeWire}: a response, an error, or a function of the request. */
export type FakeStep =
  | WireResponse
  | Error
  | ((request: WireRequest) => WireResponse | Promise<WireResponse>);

/** A wire in memory that takes one step for each request, and repeats the last one. */
export function fakeWire(...steps: readonly [FakeStep, ...FakeStep[]]): Wire & { sent: WireRequest[] } {
  const sent: WireRequest[] = [];
  return {
    sent,
    async send(request) {
      const step = steps[Math.min(sent.length, steps.length - 1)] as FakeStep;
      sent.push(request);
      if (step instanceof Error) throw step;
      return typeof step === 'function' ? step(request) : step;
    },
  };
}

/** A step without a response: it ends only with the signal. */
export function never({ signal }: WireRequest): Promise<WireResponse> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
