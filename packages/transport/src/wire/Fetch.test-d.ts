import crossFetch from 'cross-fetch';
import nodeFetch from 'node-fetch';
import { fetch as undici } from 'undici';
import { fetch as undici5 } from 'undici5';
import { fetch as undici6 } from 'undici6';
import { expectTypeOf, test } from 'vitest';
import type { Fetch } from './Fetch.ts';

test('behavior: accepts the `fetch` of every well-known package', () => {
  expectTypeOf(fetch).toExtend<Fetch>();
  expectTypeOf(undici5).toExtend<Fetch>();
  expectTypeOf(undici6).toExtend<Fetch>();
  expectTypeOf(undici).toExtend<Fetch>();
  expectTypeOf(nodeFetch).toExtend<Fetch>();
  expectTypeOf(crossFetch).toExtend<Fetch>();
});

test('behavior: accepts a function around one', () => {
  const passing: Fetch = (url, init) => fetch(url, init);
  const undiciPassing: Fetch = (url, init) => undici(url, init);
  const looking: Fetch = async (url, init: RequestInit) => new Response(init.body ?? url);
  const small: Fetch = async () => ({ status: 204, headers: new Map<string, string>(), body: null });
  expectTypeOf([passing, undiciPassing, looking, small]).toExtend<Fetch[]>();
  // @ts-expect-error: a response without a status
  const none: Fetch = async () => ({ headers: new Headers() });
  expectTypeOf(none).toExtend<Fetch>();
});
