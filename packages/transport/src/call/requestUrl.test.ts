import { expect, test } from 'vitest';
import { requestUrl } from './Call.ts';
import { readConfig } from './settings.ts';

const settings = readConfig({ endpoint: 'https://m.example.com/base/' }, 'test');
const SEGMENTS = [
  'a',
  'Z9',
  '-',
  '_',
  '~',
  '.',
  '..',
  '...',
  '.a',
  'a.',
  '%2e',
  '%2E%2e',
  'a%2e',
  '%41',
  '%',
  '%zz',
  '',
];
const MORE = [
  ':',
  '@',
  'a:b',
  'a@b',
  ' ',
  'a b ',
  '+',
  '!',
  "'",
  '(',
  '*',
  '&',
  '=',
  ';',
  ',',
  '$',
  '^',
  '|',
  '"',
  '<',
  '`',
  '{',
  'é',
  '❤',
];

/** The parts of a URL. */
const parts = ({ href, origin, pathname, search }: Pick<URL, 'href' | 'origin' | 'pathname' | 'search'>) => ({
  href,
  origin,
  pathname,
  search,
});

test('behavior: is as `URL` normalises it, also where `URL` is not asked', () => {
  let compared = 0;
  for (const first of [...SEGMENTS, ...MORE]) {
    for (const second of [...SEGMENTS, ...MORE]) {
      for (const path of [
        `/${first}`,
        `/${first}/${second}`,
        `/${first}${second}/`,
        `/a/${first}${second}`,
        `/a/${first}/${second}/b`,
      ]) {
        let url: ReturnType<typeof requestUrl>;
        try {
          url = requestUrl(settings, 'office-manager', path);
        } catch {
          // Refused: it would reach another resource.
          continue;
        }
        compared++;
        // A space at the very end would be dropped.
        expect(parts(url)).toEqual(
          parts(new URL(`https://m.example.com/base${path.replaceAll(' ', '%20')}`)),
        );
      }
    }
  }
  expect(compared).toBeGreaterThan(5_000);
});

test.each([{}, { limit: undefined }])('behavior: a query without values adds nothing: %j', (query) => {
  expect(requestUrl(settings, 'dashboard', '/a', query).href).toBe('https://example.com/a');
  expect(requestUrl(settings, 'dashboard', '/a?b=1', query).href).toBe('https://example.com/a?b=1');
});

test.each([null, 'a=1', ['a'], 5])('error: refuses the query %j', (query) => {
  expect(() => requestUrl(settings, 'office-manager', '/a', query as never)).toThrow(
    expect.objectContaining({ argument: 'query' }),
  );
});
