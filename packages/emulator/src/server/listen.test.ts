import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../testing/world.ts';

let world: World;
let officeId: string;
let auth: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  officeId = (await world.office()).id;
  auth = { Authorization: `Bearer ${world.emulator.apiKey}` };
});
afterAll(() => world?.close());

/** Writes bytes to a server, and reads what comes until it closes. */
function speak(origin: string, text: string): Promise<string> {
  const { port } = new URL(origin);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

function request(target: string, host: string, more = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${auth['Authorization']}\r\nConnection: close\r\n${more}\r\n`;
}

describe('hosts and origins', () => {
  test('default: answers to each name of this machine', async () => {
    const { port } = new URL(world.emulator.endpoint);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect(await speak(world.emulator.endpoint, request('/api/v1/offices', host))).toMatch(
        /^HTTP\/1\.1 200 /,
      );
    }
  });

  test('error: answers 403 to a foreign Host on either server', async () => {
    for (const origin of [world.emulator.endpoint, world.emulator.dashboardEndpoint]) {
      const { port } = new URL(origin);
      for (const host of [
        'evil.test',
        `evil.test:${port}`,
        '127.0.0.1',
        'localhost',
        `127.0.0.1:1`,
        `localhost.evil.test:${port}`,
        `127.0.0.1:${port}@evil.test`,
        `0.0.0.0:${port}`,
      ]) {
        expect(await speak(origin, request('/', host))).toMatch(/^HTTP\/1\.1 403 /);
      }
    }
  });

  test('error: refuses changes by another site through the dashboard', async () => {
    const url = `${world.emulator.dashboardEndpoint}/api/offices`;
    const { port } = new URL(url);
    const create = (more: Record<string, string>) => {
      const headers = { ...auth, 'Content-Type': 'application/json', ...more };
      return raw(url, { method: 'POST', headers, body: '{"name":"x"}' });
    };
    for (const origin of [
      'https://evil.test',
      'null',
      `https://localhost:${port}`,
      'http://localhost:1',
      `http://localhost:${port}.evil.test`,
    ]) {
      expect(await create({ Origin: origin })).toMatchObject({
        status: 403,
        json: { code: 'foreign_origin' },
      });
    }
    for (const more of [{}, { Origin: `http://localhost:${port}` }, { Origin: `http://127.0.0.1:${port}` }]) {
      const answer = await create(more as Record<string, string>);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('requests and responses', () => {
  const ask = (target: string) => {
    const { host } = new URL(world.emulator.endpoint);
    return speak(world.emulator.endpoint, request(target, host));
  };

  test('behavior: does not resolve dot segments to another route', async () => {
    const files = `/api/v1/offices/${officeId}/files`;
    for (const target of [
      `${files}/..`,
      `${files}/%2e%2e`,
      `${files}/.`,
      `${files}/%2E`,
      `${files}/a%00b`,
      `${files}/%ff`,
    ]) {
      expect(await ask(target)).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(await ask(`${files}/../tasks`)).toMatch(/^HTTP\/1\.1 501 /);
    expect(await ask(`${files}/%2e%2e/permissions`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask(`${files}/..%2f..%2fx`)).toMatch(/^HTTP\/1\.1 404 /);
  });

  test.each([
    ['an absolute target', 'http://evil.test/api/v1/offices'],
    ['no path at all', '*'],
    ['a backslash', '/api\\v1'],
  ])('error: refuses %s', async (_, target) => {
    expect(await ask(target)).toMatch(/^HTTP\/1\.1 (400|501) /);
  });

  test('error: survives input that is not HTTP', async () => {
    await speak(world.emulator.endpoint, 'nonsense\r\n\r\n');
    await speak(world.emulator.endpoint, `GET / HTTP/1.1\r\n\r\n`);
    expect((await raw(`${world.emulator.endpoint}/healthz`)).status).toBe(200);
  });

  test('behavior: sends an id and a date with every response, including refusals', async () => {
    for (const target of ['/api/v1/offices', '/nowhere', '/api/v1/offices/none', '*']) {
      const answer = await ask(target);
      expect(answer).toMatch(/\r\nX-Request-Id: req_[\w-]+\r\n/i);
      expect(answer).toMatch(/\r\nDate: \w{3}, [^\r]+ GMT\r\n/i);
    }
  });

  test('behavior: answers HEAD as GET without the body', async () => {
    const answer = await raw(`${world.emulator.endpoint}/api/v1/offices`, { method: 'HEAD', headers: auth });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  test('error: answers 413 to a body beyond the limit, with or without its length', async () => {
    const url = `${world.emulator.endpoint}/api/v1/offices/${officeId}/tasks`;
    const headers = { ...auth, 'Content-Type': 'application/json' };
    const large = JSON.stringify({ title: 'x'.repeat(1_100_000) });
    expect((await raw(url, { method: 'POST', headers, body: large })).status).toBe(413);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    const streamed = await fetch(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
    expect(streamed.status).toBe(413);
  });

  test('error: does nothing for a body that breaks off', async () => {
    const { host } = new URL(world.emulator.endpoint);
    const { total } = await world.owner.tasks.stats(officeId);
    const { port } = new URL(world.emulator.endpoint);
    await new Promise<void>((resolve) => {
      const head = `POST /api/v1/offices/${officeId}/tasks HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${auth['Authorization']}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"title":`;
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(head, () => socket.destroy()));
      socket.on('close', () => resolve());
    });
    expect((await world.owner.tasks.stats(officeId)).total).toBe(total);
  });
});
