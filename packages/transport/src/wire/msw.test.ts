import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe } from 'vitest';
import { ENDPOINT, LATE_MS, mockTests, pulled } from '../testing/mockTests.ts';
import { wires } from '../testing/wires.ts';

describe.each(wires)('MSW under %s', (_, wire) => {
  const handlers = [
    http.post(`${ENDPOINT}/echo`, async ({ request }) => HttpResponse.json(await request.json())),
    http.post(`${ENDPOINT}/size`, async ({ request }) =>
      HttpResponse.json((await request.arrayBuffer()).byteLength),
    ),
    http.post(`${ENDPOINT}/deaf`, () => HttpResponse.json('done')),
    http.get(`${ENDPOINT}/file`, () => new HttpResponse(pulled('one', ', two'))),
    http.get(
      `${ENDPOINT}/events`,
      () =>
        new HttpResponse(pulled('data: 1\n\nda', 'ta: 2\n\n'), {
          headers: { 'content-type': 'text/event-stream' },
        }),
    ),
    http.get(`${ENDPOINT}/missing`, () => HttpResponse.json({ error: 'no such thing' }, { status: 404 })),
    http.all(`${ENDPOINT}/lost`, () => HttpResponse.error()),
    http.post(`${ENDPOINT}/late`, async () => {
      await delay(LATE_MS);
      return HttpResponse.json('late');
    }),
  ];
  const server = setupServer(...handlers);
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterAll(() => server.close());
  mockTests(() => ({ wire: wire() }));
});
