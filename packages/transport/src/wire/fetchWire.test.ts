import { expect, onTestFinished, test, vi } from 'vitest';
import type { StreamBody } from '../body/StreamBody.ts';
import { request, textFrom } from '../testing/wires.ts';
import { fetchWire } from './fetchWire.ts';

/** A `fetch` as some runtimes have it: it sends what there is of a body as if that were all. */
const careless: typeof fetch = async (_, init) => {
  const text = await new Response(init?.body).text().catch(() => 'a part');
  return new Response(text);
};

function body(length: number | undefined, ...chunks: (string | Error)[]): StreamBody {
  return {
    contentType: 'a/b',
    length,
    isReplayable: true,
    async *open() {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield new TextEncoder().encode(chunk);
      }
    },
  };
}

test('error: rejects when the body fails, even if `fetch` does not', async () => {
  const problem = new Error('the disk is gone');
  const wire = fetchWire(careless);
  const send = (stream: StreamBody) =>
    wire.send(request('http://127.0.0.1:1/', { method: 'POST', body: stream }));
  await expect(send(body(undefined, 'some', problem))).rejects.toBe(problem);
  await expect(send(body(9, 'some', problem))).rejects.toBe(problem);
  expect(await textFrom(await send(body(undefined, 'so', 'me')))).toBe('some');
});

test('behavior: announces and enforces the length of a body on Workers', async () => {
  const lengths: number[] = [];
  vi.stubGlobal(
    'FixedLengthStream',
    class extends TransformStream<Uint8Array, Uint8Array> {
      constructor(length: number) {
        super();
        lengths.push(length);
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const sent = { method: 'POST', body: body(4, 'so', 'me') };
  const answer = await fetchWire(careless).send(request('http://127.0.0.1:1/', sent));
  expect(await textFrom(answer)).toBe('some');
  expect(lengths).toEqual([4]);
});

test('behavior: disables the cache and buffers bodies in browsers', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const seen: (RequestInit | undefined)[] = [];
  const wire = fetchWire(async (_, init) => {
    seen.push(init);
    return new Response('1');
  });
  const blob = new Blob(['some']);
  await wire.send(request('http://127.0.0.1:1/', { method: 'POST', body: body(undefined, 'so', 'me') }));
  await wire.send(request('http://127.0.0.1:1/', { method: 'POST', body: { ...body(4), blob: () => blob } }));
  expect(seen.map((init) => init?.cache)).toEqual(['no-store', 'no-store']);
  expect(await new Response(seen[0]?.body).text()).toBe('some');
  expect(seen[1]?.body).toBe(blob);
});
