import nock from 'nock';
import { afterAll, beforeAll, describe } from 'vitest';
import { ENDPOINT, LATE_MS, mockTests } from '../testing/mockTests.ts';
import { wires } from '../testing/wires.ts';

describe.each(wires)('nock under %s', (_, wire) => {
  beforeAll(() => {
    nock(ENDPOINT)
      .persist()
      .post('/echo')
      .reply(200, (_uri, body) => body)
      .post('/size')
      .reply(200, (_uri, body) =>
        JSON.stringify(Buffer.from(String(body), 'hex').length || String(body).length),
      )
      .post('/deaf')
      .reply(200, '"done"')
      .get('/file')
      .reply(200, 'one, two')
      .get('/events')
      .reply(200, 'data: 1\n\ndata: 2\n\n', { 'content-type': 'text/event-stream' })
      .get('/missing')
      .reply(404, { error: 'no such thing' })
      .get('/lost')
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
      .post('/lost')
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
      .post('/late')
      .delay(LATE_MS)
      .reply(200, '"late"');
  });
  afterAll(() => {
    nock.abortPendingRequests();
    nock.cleanAll();
  });
  mockTests(() => ({ wire: wire() }));
});
