import { describe, expect, test } from 'vitest';
import { failure } from '../testing/failure.ts';
import { ENDPOINT, fakeClient, fakeSigner } from '../testing/fakeClient.ts';
import { respond } from '../testing/fakeWire.ts';

describe('redirects', () => {
  const to = (location: string, status = 302): ReturnType<typeof respond> =>
    respond(status, ['moved'], { location });

  test.each([301, 302, 303, 307, 308])('default: a read follows %i and is signed again', async (status) => {
    const { asked, auth } = fakeSigner();
    const moved = to('/y?z=1#part', status);
    const { wire, transport } = fakeClient([moved, respond()], { auth });
    expect(await transport.request('GET', '/x')).toBe('done');
    expect(wire.sent.map(({ url }) => url)).toEqual([`${ENDPOINT}/x`, `${ENDPOINT}/y?z=1`]);
    expect(asked.map(({ target }) => target)).toEqual(['/x', '/y?z=1']);
    expect(wire.sent[1]?.headers['authorization']).toBe('Signature number-2');
    expect(moved.closed).toBe(1);
  });

  test('behavior: HEAD is a read', async () => {
    const { wire, transport } = fakeClient([to('/y'), respond(200, [])]);
    await transport.request('HEAD', '/x', { as: 'none' });
    expect(wire.sent).toHaveLength(2);
  });

  test('behavior: drops credentials in the address', async () => {
    const { wire, transport } = fakeClient([to('https://user:word@api.example/y'), respond()]);
    await transport.request('GET', '/x');
    expect(wire.sent[1]?.url).toBe(`${ENDPOINT}/y`);
  });

  test('behavior: follows three at most', async () => {
    const three = fakeClient([to('/1'), to('/2'), to('/3'), respond()]);
    expect(await three.transport.request('GET', '/x')).toBe('done');
    const four = fakeClient([to('/1'), to('/2'), to('/3'), to('/4'), respond()]);
    expect(await failure(four.transport.request('GET', '/x'))).toMatchObject({
      code: 'redirect_refused',
      url: `${ENDPOINT}/3`,
    });
    expect(four.wire.sent).toHaveLength(4);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('error: %s follows none', async (method) => {
    const { wire, transport } = fakeClient([to('/y', 307), respond()]);
    expect(await failure(transport.request(method, '/x'))).toMatchObject({
      name: 'UnexpectedResponseError',
      code: 'redirect_refused',
      status: 307,
      outcome: 'rejected',
      headers: { location: '/y' },
    });
    expect(wire.sent).toHaveLength(1);
  });

  test.each<[string, ReturnType<typeof respond>, string]>([
    ['to another host', to('https://other.example/y?secret=1'), 'to https://other.example/y,'],
    ['to http', to('http://api.example/y'), 'to http://api.example/y,'],
    ['to another scheme', to('ftp://api.example/y'), 'not http or https (ftp:)'],
    ['to a scheme that contains http', to('xhttp://api.example/y'), 'not http or https (xhttp:)'],
    ['to a scheme that begins with http', to('httpx://api.example/y'), 'not http or https (httpx:)'],
    ['to no address', to('https://['), 'cannot be read'],
    ['without an address', respond(302), 'no Location header'],
    ['that the browser hides', respond(0), 'the browser hides'],
  ])('error: refuses a redirect %s and names its target', async (_, step, message) => {
    const { wire, transport } = fakeClient([step, respond()]);
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ code: 'redirect_refused', method: 'GET', url: `${ENDPOINT}/x` });
    expect(error.message).toContain(message);
    expect(wire.sent).toHaveLength(1);
  });
});
