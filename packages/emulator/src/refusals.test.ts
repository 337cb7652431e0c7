import { contract, type Endpoint, fieldsOf, type Group, requiredSchema } from '@mitosislabs/api/contract';
import type { HttpMethod } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyOf } from './testing/bodyOf.ts';
import { type Client, failure, raw, startWorld, type World } from './testing/world.ts';

let world: World;
let officeId: string;
let elsewhere: string;
let owner: Record<string, string>;
let stranger: Record<string, string>;

beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
  officeId = (await world.office()).id;
  elsewhere = await world.officeWith('aria', 'bo');
  owner = { Authorization: `Bearer ${world.emulator.apiKey}` };
  stranger = { Authorization: `Bearer ${world.emulator.createUser('other@mitosis.test').apiKey}` };
});
afterAll(() => world?.close());

/** An operation at one of the hosts that serve it. */
interface Place {
  readonly title: string;
  readonly endpoint: Endpoint;
  readonly host: 'endpoint' | 'dashboardEndpoint';
  readonly method: HttpMethod;
  readonly path: string;
}

const groups: Readonly<Record<string, Group>> = contract;
const everything = Object.values(groups)
  .flatMap((group) => Object.values(group))
  .flatMap(placesOf);
/** Without `/healthz`, which is public, is never refused and takes no input. */
const places = everything.filter(({ endpoint }) => endpoint.name !== 'client.health');
const inOffice = places.filter(({ path }) => path.includes('{officeId}'));
const onThings = places.filter(({ path }) => thingsIn(path).length > 0);
const withJson = places.filter(({ endpoint }) => endpoint.body !== undefined);
const withFile = places.filter(({ endpoint }) => endpoint.multipart !== undefined);
const withNumbers = places.filter(({ endpoint }) => numbersIn(endpoint).length > 0);

function placesOf(endpoint: Endpoint): Place[] {
  const [method, path = ''] = endpoint.route.split(' ') as [HttpMethod, string?];
  const { name, dashboardPath } = endpoint;
  const place: Place = { title: name, endpoint, host: 'endpoint', method, path };
  if (dashboardPath === undefined) return [place];
  const title = `${name} on the dashboard`;
  return [place, { ...place, title, host: 'dashboardEndpoint', path: dashboardPath }];
}

/** The path parameters beside the office. */
function thingsIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter((name) => name !== 'officeId');
}

/** Calls that an agent may make only for itself, made for aria. */
const forAria: Readonly<Record<string, (agent: Client, taskId: string) => Promise<unknown>>> = {
  'employees.heartbeat': ({ employees }) => employees.heartbeat(elsewhere, 'aria'),
  'tasks.claim': ({ tasks }) => tasks.claim(elsewhere, { agent: 'aria' }),
  'tasks.update': ({ tasks }, taskId) => tasks.update(elsewhere, taskId, { status: 'failed', error: 'x' }),
  'tasks.log': ({ tasks }, taskId) => tasks.log(elsewhere, taskId, { message: 'x' }),
};

/** The parameters of the query that are numbers. */
function numbersIn({ query }: Endpoint): string[] {
  const fields = Object.entries(fieldsOf(query));
  return fields.filter(([, field]) => requiredSchema(field).type !== 'string').map(([name]) => name);
}

/** The path of a request, every parameter but the office being `none`. */
function targetOf({ path }: Place, office: string, thing = 'none'): string {
  return path.replace('{officeId}', office).replace(/\{\w+\}/g, thing);
}

interface Sent {
  office?: string;
  thing?: string;
  headers?: Record<string, string>;
  body?: RequestInit['body'];
  query?: string;
}

/** Sends a request to an operation; a text as its body goes as JSON. */
function send(place: Place, { office = officeId, thing, headers = owner, body, query = '' }: Sent) {
  const json = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {};
  const init = { method: place.method, headers: { ...json, ...headers }, ...(body != null && { body }) };
  return raw(world.emulator[place.host] + targetOf(place, office, thing) + query, init);
}

/** A body that the contract takes, as text. */
function goodBody({ body }: Endpoint): { body?: string } {
  return body === undefined ? {} : { body: JSON.stringify(bodyOf(body)) };
}

describe('every operation of the contract', () => {
  test.each(places)('error: answers 401 to $title without credentials', async (place) => {
    expect(await send(place, { headers: {} })).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
  });

  test.each(inOffice)('error: answers 403 to $title in an office of another user', async (place) => {
    const { status, json } = await send(place, { headers: stranger });
    expect([status, json]).toEqual([403, { error: 'you do not own this office', code: 'forbidden' }]);
  });

  test.each(inOffice.filter(({ host }) => host === 'endpoint'))(
    'error: answers 403 to $title by an agent of another office',
    async (place) => {
      const aria = world.as(elsewhere, 'aria').transport;
      const call = aria.request(place.method, targetOf(place, officeId), { as: 'text', maxRetries: 0 });
      expect(await failure(call)).toMatchObject({ status: 403, code: 'forbidden' });
    },
  );

  test.each(places.filter(({ endpoint }) => endpoint.side === 'agent'))(
    'error: answers 403 to $title by an agent for another one',
    async ({ endpoint }) => {
      const attempt = forAria[endpoint.name];
      if (!attempt) throw new Error(`Nothing tries ${endpoint.name}.`);
      await world.owner.tasks.create(elsewhere, { title: 'for aria', assigned_to: 'aria' });
      const task = await world.as(elsewhere, 'aria').tasks.claim(elsewhere, { agent: 'aria' });
      const call = attempt(world.as(elsewhere, 'bo'), task.id);
      expect(await failure(call)).toMatchObject({ status: 403, code: 'not_yourself' });
      expect(await world.owner.tasks.get(elsewhere, task.id)).toEqual(task);
    },
  );

  test.each(inOffice)('error: answers 404 to $title in an unknown office', async (place) => {
    const { status, json } = await send(place, { office: 'nowhere', ...goodBody(place.endpoint) });
    expect([status, json]).toEqual([404, { error: 'There is no office nowhere.', code: 'not_found' }]);
  });

  /** These make what they name. */
  const makers = ['offices.setSecret', 'integrations.ensureSecret'];
  const onKnownThings = onThings.filter(({ endpoint }) => !makers.includes(endpoint.name));

  test.each(onKnownThings)('error: answers 404 to $title with an unknown id', async (place) => {
    const { status, json } = await send(place, goodBody(place.endpoint));
    expect([status, json]).toMatchObject([404, { code: 'not_found' }]);
  });

  test.each(onThings)('error: answers 400 to $title with an invalid name', async (place) => {
    for (const thing of ['%00', 'a%00b', '%ff', '%', '%zz', '%C0%AF', '%ED%A0%80']) {
      const { status, json } = await send(place, { thing, ...goodBody(place.endpoint) });
      expect([thing, status, json]).toMatchObject([thing, 400, { code: 'invalid_request' }]);
    }
  });

  test.each(withJson)('error: answers 4xx with the reason to $title with a broken body', async (place) => {
    for (const body of ['', '{', '{"a":1', 'nothing', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '['.repeat(70)]) {
      const { status, json } = await send(place, { body });
      expect([body, status, json]).toEqual([
        body,
        400,
        { error: expect.any(String), code: 'invalid_request' },
      ]);
    }
    const text = { ...owner, 'Content-Type': 'text/plain' };
    expect(await send(place, { headers: text, body: '{}' })).toMatchObject({ status: 415 });
    expect(await send(place, {})).toMatchObject({ status: 415 });
  });

  test.each(withJson)('error: answers 400 to $title with a body of another shape', async (place) => {
    for (const body of ['null', '"text"', '1', 'true', '[]', '[{}]']) {
      const { status, json } = await send(place, { body });
      expect([body, status, json]).toMatchObject([body, 400, { code: 'invalid_request' }]);
    }
  });

  test.each(withJson)(
    'error: answers 400 with the field to $title with a wrong or missing field',
    async (place) => {
      const schema = place.endpoint.body;
      for (const [name, field] of Object.entries(fieldsOf(schema))) {
        const good = bodyOf(schema ?? field) as Record<string, unknown>;
        const { [name]: _, ...without } = good;
        const bodies: unknown[] = field.type === 'optional' ? [] : [without];
        if (requiredSchema(field).type !== 'unknown') bodies.push({ ...good, [name]: null });
        for (const body of bodies) {
          const { status, json } = await send(place, { body: JSON.stringify(body) });
          const error = expect.stringContaining(`${name} must be`);
          expect([body, status, json]).toEqual([body, 400, { error, code: 'invalid_request' }]);
        }
      }
    },
  );

  test.each(withFile)('error: answers 4xx to $title without its file', async (place) => {
    const form = (name: string, value: string | Blob) => {
      const made = new FormData();
      made.append(name, value);
      return made;
    };
    const { multipart = '' } = place.endpoint;
    const twice = form(multipart, new Blob(['a']));
    twice.append(multipart, new Blob(['b']));
    for (const body of [form('other', new Blob(['a'])), form(multipart, 'text'), twice]) {
      const { status, json } = await send(place, { body });
      expect([status, json]).toMatchObject([400, { code: 'invalid_request' }]);
    }
    const cut = { ...owner, 'Content-Type': 'multipart/form-data; boundary=b' };
    expect(await send(place, { headers: cut, body: '--b\r\n' })).toMatchObject({ status: 400 });
    expect(await send(place, { body: '{}' })).toMatchObject({ status: 415 });
    expect(await send(place, {})).toMatchObject({ status: 415 });
  });

  test.each(withNumbers)(
    'error: answers 400 with the parameter to $title with a query that is not a number',
    async (place) => {
      for (const name of numbersIn(place.endpoint)) {
        for (const wrong of ['x', 'NaN', '-1', 'true']) {
          const { status, json } = await send(place, { query: `?${name}=${wrong}` });
          expect([wrong, status, json]).toMatchObject([wrong, 400, { error: expect.stringContaining(name) }]);
        }
      }
    },
  );
});

describe('operations without a refusal', () => {
  const namesOf = (some: readonly Place[]) => [...new Set(some.map(({ endpoint }) => endpoint.name))];
  const without = (some: readonly Place[]) => {
    const names = namesOf(some);
    return namesOf(everything).filter((name) => !names.includes(name));
  };

  test('default: lists the one operation without credentials', async () => {
    expect(without(places)).toEqual(['client.health']);
    expect((await raw(`${world.emulator.endpoint}/healthz`)).status).toBe(200);
  });

  test('default: lists the operations outside offices', () => {
    expect(without(inOffice)).toEqual([
      'client.health',
      'offices.create',
      'offices.list',
      'extensions.marketplaceList',
      'extensions.marketplaceGet',
      'extensions.marketplacePublish',
    ]);
    // Only one of them names a thing that can be missing.
    expect(onThings.filter((place) => !inOffice.includes(place)).map(({ title }) => title)).toEqual([
      'extensions.marketplaceGet',
    ]);
  });

  test('default: lists the operations without a body', () => {
    const taking = [...withJson, ...withFile];
    expect(taking.filter(({ method }) => method === 'GET' || method === 'DELETE')).toEqual([]);
    const bare = places.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
    expect(namesOf(bare.filter((place) => !taking.includes(place)))).toEqual([
      'offices.rotateSecret',
      'offices.suspend',
      'offices.resume',
      'employees.archive',
      'employees.restore',
      'employees.rotateCredentials',
      'employees.heartbeat',
      'integrations.syncClaudeCodeKey',
      'transfer.prepare',
      'llmPing.ping',
      'llmPing.agentPing',
      'whatsapp.qrStart',
      'whatsapp.qrStop',
      'whatsapp.reset',
      'whatsapp.registerAgent',
      'whatsapp.officeQRStart',
      'whatsapp.officeReset',
      'chromium.start',
      'chromium.done',
    ]);
  });

  test('default: lists the operations with a file, and with numbers in the query', () => {
    expect(namesOf(withFile)).toEqual(['files.upload']);
    const numbers = [
      'employees.logs',
      'employees.activity',
      'tasks.list',
      'files.changes',
      'credits.history',
      'xmtpApi.getMessages',
      'xmtpApi.getGroupMessages',
      'xmtpApi.getConversationMessages',
    ];
    expect(namesOf(withNumbers)).toEqual(numbers);
    // One more has a query, of text: any will do.
    expect(without([...withNumbers, ...places.filter(({ endpoint }) => !endpoint.query)])).toEqual([
      'client.health',
      'backups.list',
    ]);
  });
});

describe('bodies', () => {
  test('error: names a wrong field, at any depth', async () => {
    const [hire] = placesOf(contract.employees.hire);
    if (!hire) throw new Error('There is no place to hire at.');
    const cases: [unknown, string][] = [
      [{}, 'name must be'],
      [{ name: 5 }, 'name must be string, got 5'],
      [{ name: 'a', channels: { xmtp: 'yes' } }, 'channels.xmtp must be'],
      [{ name: 'a', channels: [] }, 'channels must be an object, got a list'],
      [{ name: 'a', skills: ['a', 1] }, 'skills.1 must be'],
    ];
    for (const [body, problem] of cases) {
      const { status, json } = await send(hire, { body: JSON.stringify(body) });
      expect([status, json]).toMatchObject([400, { error: expect.stringContaining(problem) }]);
    }
  });
});
