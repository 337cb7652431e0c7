import { nodeWire } from '../node/nodeWire.ts';
import { fetchWire } from '../wire/fetchWire.ts';
import type { Wire, WireRequest, WireResponse } from '../wire/Wire.ts';

/** The wires that are used by default. */
export const wires: [string, () => Wire][] = [
  ['nodeWire', nodeWire],
  ['fetchWire', fetchWire],
];

/** A request, with what a test does not care for. */
export function request(url: string, more: Partial<WireRequest> = {}): WireRequest {
  return { method: 'GET', url, headers: {}, signal: new AbortController().signal, ...more };
}

/** The whole body of an answer. */
export async function bytesFrom({ body }: Pick<WireResponse, 'body'>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The whole body of an answer, as text. */
export async function textFrom(response: Pick<WireResponse, 'body'>): Promise<string> {
  return String(await bytesFrom(response));
}

/** Leaves a body without reading it. */
export async function leave({ body }: Pick<WireResponse, 'body'>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}
