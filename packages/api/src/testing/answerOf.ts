import type { Endpoint } from '../contract/Endpoint.ts';
import type { RawAnswer } from './rawServer.ts';
import { sample } from './sample.ts';

/** A good answer of an operation, and what its method shall resolve to then: bytes and events as lists. */
export function answerOf({ responseType, output }: Endpoint): [RawAnswer, unknown] {
  if (responseType === 'none') return [{ status: 204 }, undefined];
  if (responseType === 'text') return [{ type: 'text/plain', body: 'some: text\n' }, 'some: text\n'];
  if (responseType === 'bytes')
    return [{ type: 'application/octet-stream', body: new Uint8Array([0, 255]) }, [0, 255]];
  if (responseType === 'stream') {
    return [
      { type: 'text/event-stream', body: 'event: a\nid: 1\ndata: b\n\n' },
      [{ event: 'a', id: '1', data: 'b' }],
    ];
  }
  const value = output && sample(output, 'answer');
  return [{ body: JSON.stringify(value) }, value];
}
