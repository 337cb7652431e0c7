// Requests: what is sent, how long it takes, what happens when it fails.
import { MitosisClient } from '@mitosislabs/sdk';
import { AbortedError, TimeoutError, Transport } from '@mitosislabs/transport';
import { assert, describe, equal, failureOf, readJSON, refuse, until } from './checks.mjs';

/** Cases by name. */
export const transportCases = {
  async 'bodies: falsy values are sent as JSON, and no body is none'({ probe }) {
    for (const [body, text] of [
      [0, '0'],
      [false, 'false'],
      ['', '""'],
      [null, 'null'],
      [undefined, ''],
      [{ a: 'ü' }, '{"a":"ü"}'],
    ]) {
      const { headers, ...seen } = await probe.request('POST', '/echo', { body });
      equal(seen, { method: 'POST', body: text });
      if (text) equal(headers['content-type'].split(';')[0], 'application/json');
    }
  },

  async 'bodies: bytes, a Blob, a stream and a form go out as they are'({ probe }) {
    const bytes = new TextEncoder().encode('bytes');
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
    for (const [body, type] of [
      [bytes, 'application/octet-stream'],
      [bytes.buffer, 'application/octet-stream'],
      [new Blob([bytes], { type: 'text/x-mine' }), 'text/x-mine'],
      [stream, 'application/octet-stream'],
    ]) {
      const seen = await probe.request('POST', '/echo', { body });
      equal([seen.body, seen.headers['content-type']], ['bytes', type]);
    }
    const form = new URLSearchParams({ 'a b': 'ü&' });
    equal((await probe.request('PUT', '/echo', { body: form })).body, 'a+b=%C3%BC%26');
  },

  async 'answers: compressed ones are unpacked, and their size is limited'({ settings, probe }) {
    const { data, response } = await probe.request('GET', '/gzip').withResponse();
    equal([data.length, response.status], [100_000, 200]);
    const careful = new Transport({ endpoint: settings.probe, maxResponseBytes: 1_000 });
    equal((await failureOf(careful.request('GET', '/gzip'))).code, 'response_too_large');
  },

  async 'middleware: sees each attempt, and may change it'({ settings }) {
    const seen = [];
    const middleware = [
      async (request, next, { attempt, operation }) => {
        seen.push([request.method, attempt, operation]);
        return next({ ...request, headers: { ...request.headers, 'x-mine': 'yes' } });
      },
    ];
    const transport = new Transport({ endpoint: settings.probe, middleware });
    equal((await transport.request('GET', '/echo', { operation: 'mine' })).headers['x-mine'], 'yes');
    equal(seen, [['GET', 1, 'mine']]);
  },

  async 'time: a call is aborted while it waits, and its connection is let go'({ settings, probe }) {
    const controller = new AbortController();
    const call = probe.request('GET', '/stall', { signal: controller.signal });
    call.catch(() => undefined);
    await until(async () => (await readJSON(`${settings.probe}/open`)) === 1);
    controller.abort();
    const error = await failureOf(call);
    assert(error instanceof AbortedError, describe(error));
    equal(error.code, 'aborted');
    await until(async () => (await readJSON(`${settings.probe}/open`)) === 0);
    const early = await failureOf(probe.request('GET', '/echo', { signal: AbortSignal.abort() }));
    equal([early.code, early.outcome], ['aborted', 'not_sent']);
  },

  async 'time: an answer that does not come, or does not end, is a timeout'({ settings, probe }) {
    for (const path of ['/stall', '/stall?head']) {
      const error = await failureOf(probe.request('GET', path, { timeout: 200 }));
      assert(error instanceof TimeoutError, describe(error));
      equal([error.code, error.retryable], ['timeout', true]);
    }
    const response = await probe.request('GET', '/stall?head', { timeout: 10_000, as: 'response' });
    const error = await failureOf(response.text());
    assert(error instanceof TimeoutError, describe(error));
    await until(async () => (await readJSON(`${settings.probe}/open`)) === 0);
  },

  async 'retries: a read that is refused twice is answered by the third attempt'({ settings, mi, office }) {
    await refuse(settings, { method: 'GET', target: `/offices/${office.id}/env`, faults: [503, 503] });
    const { data, response } = await mi.env.list(office.id).withResponse();
    equal([data, response.status, response.attempts], [[], 200, 3]);
    assert(/^req_/.test(response.requestId), `request id ${response.requestId}`);
  },

  async 'retries: none when none are wanted'({ settings, mi, office }) {
    await refuse(settings, { method: 'GET', target: `/offices/${office.id}/env`, faults: [503] });
    const error = await failureOf(mi.env.list(office.id, { maxRetries: 0 }));
    equal([error.name, error.status], ['ServerError', 503]);
  },

  async 'retries: what was done, and its answer lost, is not done again'({ settings, mi, office }) {
    // The first answer shows that this server honours keys.
    await mi.tasks.create(office.id, { title: 'first' });
    const before = await mi.tasks.stats(office.id);
    const target = `/offices/${office.id}/tasks`;
    await refuse(settings, { method: 'POST', target, faults: ['drop'] });
    equal((await mi.tasks.create(office.id, { title: 'once' })).title, 'once');
    equal((await mi.tasks.stats(office.id)).total, before.total + 1);
  },

  async 'retries: what may have been done is not done again where keys are ignored'({
    settings,
    mi,
    office,
  }) {
    const { endpoint, dashboardEndpoint, apiKey } = settings;
    const doubtful = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, idempotencyKeys: false });
    const before = await mi.tasks.stats(office.id);
    await refuse(settings, { method: 'POST', target: `/offices/${office.id}/tasks`, faults: [503] });
    const error = await failureOf(doubtful.tasks.create(office.id, { title: 'doubtful' }));
    equal([error.outcome, error.lookup], ['unknown', 'tasks.list']);
    equal((await mi.tasks.stats(office.id)).total, before.total);
  },

  async 'streams: events cut anywhere are put together; leaving the loop frees the connection'({
    settings,
    probe,
  }) {
    const seen = [];
    for await (const event of probe.stream('/events')) {
      seen.push(event);
      if (seen.length === 2) break;
    }
    equal(seen, [
      { event: 'größe', data: 'one\ntwo 🙂', id: '7' },
      { data: '{"a":1}', id: '7' },
    ]);
    await until(async () => (await readJSON(`${settings.probe}/open`)) === 0);
  },

  async 'streams: what breaks goes on after the last event'({ probe }) {
    const seen = [];
    for await (const { data, id } of probe.stream('/breaks')) {
      seen.push([id, data]);
      if (seen.length === 3) break;
    }
    equal(seen, [
      ['1', 'after none'],
      ['2', 'after 1'],
      ['3', 'after 2'],
    ]);
  },
};
