import type { Endpoint } from '../contract/Endpoint.ts';
import type { RawAnswer } from './rawServer.ts';
import { sample } from './sample.ts';

/** A good answer of an operation, and what its method shall resolve to then: bytes and events as lists. */
export function answerOf({ answer, output }: Endpoint): [RawAnswer, unknown] {
  if (answer === 'none') return [{ status: 204 }, undefined];
  if (answer === 'text') return [{ type: 'text/plain', body: 'some: text\n' }, 'some: text\n'];
  if (answer === 'bytes')
    return [{ type: 'application/octet-stream', body: new Uint8Array([0, 255]) }, [0, 255]];
  if (answer === 'stream') {
    return [
      { type: 'text/event-stream', body: 'event: a\nid: 1\ndata: b\n\n' },
      [{ event: 'a', id: '1', data: 'b' }],
    ];
  }
  const value = output && sample(output, 'answer');
  return [{ body: JSON.stringify(value) }, value];
}
