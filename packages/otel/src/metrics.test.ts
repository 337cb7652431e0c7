import { expect, test } from 'vitest';
import { answering, at, endpointOf } from './testing/answering.ts';
import { startSDK } from './testing/startSDK.ts';

test('default: durations of requests and calls, and retries', async () => {
  await using server = await answering(503, 200, 404);
  await using sdk = await startSDK();
  await at(server.url).request('GET', '/a', { operation: 'tasks.list' });
  await at(server.url)
    .request('GET', '/a', { operation: 'tasks.get' })
    .catch(() => undefined);
  const common = { 'http.request.method': 'GET', ...endpointOf(server.url) };
  expect(await sdk.points('http.client.request.duration')).toMatchObject([
    {
      attributes: { ...common, 'http.response.status_code': 503, 'error.type': '503' },
      value: { count: 1 },
    },
    { attributes: { ...common, 'http.response.status_code': 200 }, value: { count: 1 } },
    {
      attributes: { ...common, 'http.response.status_code': 404, 'error.type': '404' },
      value: { count: 1 },
    },
  ]);
  expect(await sdk.points('mitosis.client.call.duration')).toMatchObject([
    { attributes: { 'mitosis.operation': 'tasks.list' } },
    { attributes: { 'mitosis.operation': 'tasks.get', 'error.type': 'http_404' } },
  ]);
  expect(await sdk.points('mitosis.client.retries')).toMatchObject([
    { attributes: { 'mitosis.operation': 'tasks.list' }, value: 1 },
  ]);
});
