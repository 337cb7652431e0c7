import { describe, expect, test } from 'vitest';
import { contract } from '../contract.ts';
import type { Endpoint } from './Endpoint.ts';

const endpoints: Endpoint[] = Object.values(contract).flatMap((group) => Object.values(group));
const segmentsOf = ({ route }: Endpoint) => (route.split(' ')[1] ?? '').split('/');
const isParameter = (segment: string | undefined) => segment?.startsWith('{') ?? false;
const agree = (a: string | undefined, b: string | undefined) => a === b || isParameter(a) || isParameter(b);
/** The same thing by the same way: parameters by any name, words by the same. */
const same = (a: string | undefined, b: string | undefined) => a === b || (isParameter(a) && isParameter(b));

/**
 * Values that a path parameter must not have, computed from the routes alone: the word that another route has
 * in its place, when that route ends there (the resource could not be addressed) or matches this route to its
 * end.
 */
function collisions(endpoint: Endpoint): Record<string, string[]> {
  const mine = segmentsOf(endpoint);
  const found = new Map<string, Set<string>>();
  for (const [at, segment] of mine.entries()) {
    if (!isParameter(segment)) continue;
    for (const other of endpoints.map(segmentsOf)) {
      const word = other[at];
      if (word === undefined || isParameter(word)) continue;
      if (!mine.slice(0, at).every((before, index) => same(before, other[index]))) continue;
      const wholly = other.length === mine.length && mine.every((one, index) => agree(one, other[index]));
      if (other.length !== at + 1 && !wholly) continue;
      const name = segment.slice(1, -1);
      found.set(name, (found.get(name) ?? new Set()).add(word));
    }
  }
  return Object.fromEntries([...found].map(([name, words]) => [name, [...words].sort()]));
}

describe('reserved names', () => {
  test.each(endpoints)('behavior: $name reserves the names on which routes collide', (endpoint) => {
    // The name of an upload is in its body; it is refused because the file could not be addressed afterwards.
    const uploaded = endpoint.multipart ? { filename: ['_changes'] } : {};
    const reserved = Object.entries(endpoint.reserved ?? {}).map(([name, words]) => [
      name,
      [...words].sort(),
    ]);
    expect(Object.fromEntries(reserved)).toEqual({ ...collisions(endpoint), ...uploaded });
  });

  test('default: lists the known collisions', () => {
    const known = Object.fromEntries(
      endpoints
        .flatMap((endpoint) => Object.entries(collisions(endpoint)))
        .map(([name, words]) => [name, words]),
    );
    expect(known).toMatchObject({
      taskId: ['claim', 'stats'],
      filename: ['_changes'],
      callbackId: ['pod-event'],
      key: ['values'],
    });
  });
});

describe('every operation', () => {
  test.each(Object.entries(contract))('default: is named after group and method: %s', (group, operations) => {
    for (const [method, { name }] of Object.entries(operations)) expect(name).toBe(`${group}.${method}`);
  });

  test('default: has a route of its own', () => {
    const routes = endpoints.map(({ route }) => route.replace(/\{\w+\}/g, '{}'));
    expect(new Set(routes).size).toBe(routes.length);
  });

  test.each(endpoints)('default: $name declares its idempotency', ({ route, idempotency }) => {
    const method = route.split(' ')[0] ?? '';
    const allowed: Record<string, string[]> = {
      GET: ['safe'],
      POST: ['idempotency-key', 'idempotent', 'once'],
    };
    expect(allowed[method] ?? ['idempotent']).toContain(idempotency);
  });

  /** They return a secret, or the result of a trial, which no read shows. */
  const UNSEEN = [
    'integrations.deleteSecret',
    'integrations.ensureSecret',
    'integrations.syncClaudeCodeKey',
    'integrations.toggleAgent',
    'llmPing.agentPing',
    'llmPing.ping',
    'offices.rotateSecret',
    'offices.setSecret',
    'proxy.teardownCodeProxy',
    'proxy.teardownCodexProxy',
  ];
  test('default: names a read that shows its effect, if it changes something', () => {
    const names = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
    const changing = endpoints.filter(({ idempotency }) => idempotency !== 'safe');
    for (const { name, lookup } of endpoints.filter((endpoint) => endpoint.lookup !== undefined)) {
      expect([name, names.get(name)?.idempotency]).not.toEqual([name, 'safe']);
      expect([name, lookup && names.get(lookup)?.idempotency]).toEqual([name, 'safe']);
    }
    const without = changing.filter(({ lookup }) => lookup === undefined).map(({ name }) => name);
    expect(without.sort()).toEqual(UNSEEN);
  });

  test.each(endpoints)('default: $name declares only statuses of its own', ({ errors = [] }) => {
    expect([402, 409, 429]).toEqual(expect.arrayContaining([...errors]));
  });

  test.each(endpoints)('default: $name has a body or a query, not both', ({ body, query, multipart }) => {
    expect([body, query, multipart].filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  test.each(endpoints)('default: $name takes credentials in headers only', ({ query }) => {
    const names = Object.keys((query as { fields?: object } | undefined)?.fields ?? {});
    expect(names.filter((name) => /key|token|secret|password/i.test(name))).toEqual([]);
  });
});

test('default: declares 402 if it costs credits', () => {
  const costly = endpoints.filter(({ errors }) => errors?.includes(402)).map(({ name }) => name);
  expect(costly.sort()).toEqual([
    'employees.hire',
    'messages.send',
    'tasks.create',
    'xmtpApi.send',
    'xmtpApi.sendGroupMessage',
    'xmtpApi.sendToConversation',
  ]);
});
