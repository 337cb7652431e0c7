import type { RequestListener } from 'node:http';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';

/**
 * The response of a server to one request: a status, with `Retry-After: 0` where it is an error; `reset`: the connection is
 * closed without a response; `silence`: none ever; `cut`: half a body.
 */
export type Step = number | 'reset' | 'silence' | 'cut' | RequestListener;

/** A server that does one step after the other, and the last one for ever. */
export function scripted(...steps: readonly [Step, ...Step[]]): Promise<TestServer> {
  let next = 0;
  return serve((request, response) => {
    const step = steps[Math.min(next++, steps.length - 1)];
    if (typeof step === 'function') return void step(request, response);
    if (step === 'silence') return;
    if (step === 'reset') return void request.socket.destroy();
    if (step === 'cut') {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":', () => request.socket.destroy());
      return;
    }
    request.resume();
    if (step === 204) return void response.writeHead(204).end();
    if (step !== undefined && step < 300) return void response.writeHead(step).end('"done"');
    response.writeHead(step ?? 500, { 'retry-after': '0' }).end('{"error":"why"}');
  });
}
