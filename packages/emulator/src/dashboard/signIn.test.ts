import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clock } from '../core/Clock.ts';
import { raw, startWorld, type World } from '../testing/world.ts';
import { SignInTickets } from './SignInTickets.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ now: () => time });
});
afterAll(() => world?.close());

const path = '/api/auth/cli-login';
const open = (query: Record<string, string>) =>
  raw(`${world.emulator.dashboardEndpoint}${path}?${new URLSearchParams(query)}`);

/** The form fields that a browser would submit from a page. */
function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(/<input [^>]*name="([^"]*)"[^>]* value="([^"]*)"/g)) {
    fields[name] = value;
  }
  return fields;
}

function submit(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return raw(world.emulator.dashboardEndpoint + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

const signIn = async (query: Record<string, string>, more: Record<string, string> = {}) =>
  submit({ ...fieldsOf((await open(query)).text), action: 'sign-in', ...more });

describe('the sign-in page', () => {
  test('default: signs in and passes a valid key to the waiting program', async () => {
    const page = await open({ port: '45678', state: 'abc' });
    expect(page.status).toBe(200);
    expect(fieldsOf(page.text)).toEqual({ ticket: expect.any(String), email: world.emulator.user.email });
    const answer = await submit({ ...fieldsOf(page.text), action: 'sign-in' });
    expect(answer.status).toBe(303);
    const target = new URL(answer.headers.get('location') ?? '');
    expect([target.origin, target.pathname]).toEqual(['http://localhost:45678', '/callback']);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      key: expect.stringMatching(/^mi_emulator_/),
      email: world.emulator.user.email,
      state: 'abc',
    });
    const office = await world.office();
    const key = target.searchParams.get('key') ?? '';
    expect(await world.user(key).offices.list()).toMatchObject([{ id: office.id }]);
  });

  test('behavior: creates a user for a new address', async () => {
    const answer = await signIn({ port: '45678', state: 's' }, { email: 'New.User@Mitosis.test' });
    const target = new URL(answer.headers.get('location') ?? '');
    expect(target.searchParams.get('email')).toBe('new.user@mitosis.test');
    expect(await world.user(target.searchParams.get('key') ?? '').offices.list()).toEqual([]);
  });

  test('behavior: cancel reports so and passes no key', async () => {
    const answer = await signIn({ port: '45678', state: 's' }, { action: 'cancel' });
    const target = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(target.searchParams)).toEqual({ error: 'access_denied', state: 's' });
  });

  test.each([
    'a b&c=d#e',
    '"><script>alert(1)</script>',
    '‮ä\u{1f600}',
    '%2e%2e/%00',
    'a\r\nLocation: x',
    '+',
  ])('behavior: returns the state %j unchanged and not in the page', async (state) => {
    const page = await open({ port: '1024', state });
    expect(page.text).not.toContain(state.length > 3 ? state : '<script');
    const answer = await submit({ ...fieldsOf(page.text), action: 'sign-in' });
    const target = new URL(answer.headers.get('location') ?? '');
    expect([target.origin, target.searchParams.get('state')]).toEqual(['http://localhost:1024', state]);
  });

  test('behavior: asks again for an invalid address and escapes it in the page', async () => {
    for (const email of [
      '',
      'stranger',
      'a@b@c<script>',
      '"><script>alert(1)</script>',
      `${'x'.repeat(252)}@y.z`,
    ]) {
      const again = await signIn({ port: '45678', state: 's' }, { email });
      expect(again.status).toBe(400);
      expect(again.text).not.toContain('<script');
      const answer = await submit({ ...fieldsOf(again.text), email: 'ok@mitosis.test', action: 'sign-in' });
      expect(answer.status).toBe(303);
    }
  });

  test('behavior: forbids caching, framing and referrers of its pages', async () => {
    const page = await open({ port: '45678', state: 's' });
    const answer = await submit({ ...fieldsOf(page.text), action: 'sign-in' });
    for (const { headers } of [page, answer]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:45678");
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.text).not.toMatch(/src=|href="(?!\/|data:image\/svg)/);
  });

  test.each([
    '',
    '0',
    '80',
    '1023',
    '65536',
    '99999',
    '8080.5',
    '1e4',
    ' 8080',
    '08080',
    '-8080',
    'localhost',
    '8080@evil.test',
    '8080/x',
  ])('error: answers 400 to the port «%s»', async (port) => {
    const { status, headers } = await open({ port, state: 's' });
    expect([status, headers.get('location')]).toEqual([400, null]);
  });

  test('error: refuses a missing or too long state', async () => {
    expect((await open({ port: '45678' })).status).toBe(400);
    expect((await open({ port: '45678', state: '' })).status).toBe(400);
    expect((await open({ port: '45678', state: 'x'.repeat(513) })).status).toBe(400);
    expect((await open({ port: '45678', state: 'x'.repeat(512) })).status).toBe(200);
  });

  test('error: refuses a form that is foreign, used or too old', async () => {
    expect((await submit({ email: 'a@b.c', action: 'sign-in' })).status).toBe(400);
    expect((await submit({ ticket: 'forged', email: 'a@b.c', action: 'sign-in' })).status).toBe(400);
    const fields = fieldsOf((await open({ port: '45678', state: 's' })).text);
    expect((await submit({ ...fields, action: 'sign-in' })).status).toBe(303);
    expect((await submit({ ...fields, action: 'sign-in' })).status).toBe(400);
    const old = fieldsOf((await open({ port: '45678', state: 's' })).text);
    time += 10 * 60 * 1000;
    expect((await submit({ ...old, action: 'sign-in' })).status).toBe(400);
  });

  test("behavior: accepts the user's page once, however many pages a web page opens", async () => {
    const fields = fieldsOf((await open({ port: '45678', state: 'mine' })).text);
    for (let round = 0; round < 15; round++) {
      await Promise.all(Array.from({ length: 100 }, () => open({ port: '45679', state: 'theirs' })));
    }
    const answers = await Promise.all([1, 2].map(() => submit({ ...fields, action: 'sign-in' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
    const location = answers.find(({ status }) => status === 303)?.headers.get('location');
    expect(location).toContain('state=mine');
  });

  test('error: refuses a changed ticket, or one of another server', async () => {
    const { ticket = '' } = fieldsOf((await open({ port: '45678', state: 's' })).text);
    const [content = '', signature = ''] = ticket.split('.');
    const text = Buffer.from(content, 'base64url').toString();
    const other = Buffer.from(text.replace('45678', '45679')).toString('base64url');
    const elsewhere = new SignInTickets(new Clock(() => time)).issue({ port: 45678, state: 's' });
    const forged = [`${other}.${signature}`, content, `${content}.`, `.${signature}`, '.', elsewhere];
    for (const one of forged) {
      expect((await submit({ ticket: one, email: 'a@b.c', action: 'sign-in' })).status).toBe(400);
    }
    expect((await submit({ ticket, email: 'a@b.c', action: 'sign-in' })).status).toBe(303);
  });

  test('error: refuses submission by another site and accepts its own page without a referrer', async () => {
    const fields = async () => ({
      ...fieldsOf((await open({ port: '45678', state: 's' })).text),
      action: 'sign-in',
    });
    for (const headers of [
      { Origin: 'https://evil.test' },
      { Origin: 'null' },
      { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
    ] as Record<string, string>[]) {
      expect((await submit(await fields(), headers)).status).toBe(403);
    }
    const own = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' };
    expect((await submit(await fields(), own)).status).toBe(303);
    expect((await submit(await fields(), { Origin: world.emulator.dashboardEndpoint })).status).toBe(303);
  });
});

describe('the description of the API', () => {
  test('default: is served to programs by both hosts', async () => {
    for (const host of [world.emulator.endpoint, world.emulator.dashboardEndpoint]) {
      expect((await raw(`${host}/openapi.json`)).json).toMatchObject({
        openapi: '3.1.0',
        paths: expect.any(Object),
      });
    }
  });

  test('default: its former address leads to the page of the dashboard', async () => {
    const { status, headers } = await raw(`${world.emulator.dashboardEndpoint}/reference`, {
      redirect: 'manual',
    });
    expect(status).toBe(302);
    expect(headers.get('location')).toBe('/#/reference');
  });
});
