import net from 'node:net';
import { expect, test } from 'vitest';
import { findProxy } from './findProxy.ts';

const P = 'http://proxy.test:3128';
type Env = Record<string, string>;

function proxyOf(url: string, env: Env, option?: string | false): string | undefined {
  const found = findProxy(new URL(url), option, net, env);
  return found && `${found.source} ${found.text}`;
}

test.each<[Env, string | undefined]>([
  [{}, undefined],
  [{ HTTPS_PROXY: P }, `HTTPS_PROXY ${P}`],
  [{ https_proxy: P }, `https_proxy ${P}`],
  [{ https_proxy: 'http://lower', HTTPS_PROXY: P }, 'https_proxy http://lower'],
  [{ https_proxy: ' ', HTTPS_PROXY: P }, `HTTPS_PROXY ${P}`],
  [{ ALL_PROXY: P }, `ALL_PROXY ${P}`],
  [{ all_proxy: P }, `all_proxy ${P}`],
  [{ HTTPS_PROXY: P, ALL_PROXY: 'http://all' }, `HTTPS_PROXY ${P}`],
  // For URLs without TLS.
  [{ HTTP_PROXY: P, http_proxy: P }, undefined],
])('default: with %j, https goes through %s', (env, proxy) => {
  expect(proxyOf('https://a.test/x', env)).toBe(proxy);
});

test('behavior: HTTP_PROXY is for URLs without TLS', () => {
  expect(proxyOf('http://a.test/x', { HTTP_PROXY: P })).toBe(`HTTP_PROXY ${P}`);
  expect(proxyOf('http://a.test/x', { HTTPS_PROXY: P })).toBe(undefined);
});

test('behavior: the option comes before the environment; false is none', () => {
  const env = { HTTPS_PROXY: P };
  expect(proxyOf('https://a.test/', env, 'http://own.test')).toBe('the option `proxy` http://own.test');
  expect(proxyOf('https://a.test/', env, false)).toBe(undefined);
  expect(proxyOf('https://a.test/', { NO_PROXY: 'a.test' }, P)).toBe(undefined);
});

test.each([
  'http://localhost:8080',
  'https://localhost',
  'https://LOCALHOST.',
  'https://office.localhost',
  'https://127.0.0.1:1',
  'https://127.9.9.9',
  'https://[::1]:8443',
])('behavior: %s is this machine, which no proxy reaches', (url) => {
  for (const option of [undefined, P]) expect(proxyOf(url, { ALL_PROXY: P }, option)).toBe(undefined);
});

test.each([
  ['*', 'https://a.test'],
  ['a.test', 'https://a.test'],
  ['A.TEST', 'https://a.test'],
  ['a.test.', 'https://a.test'],
  ['a.test', 'https://a.test.'],
  ['a.test', 'https://m.a.test'],
  ['.a.test', 'https://m.a.test'],
  ['.a.test', 'https://a.test'],
  ['*.a.test', 'https://m.a.test'],
  ['a.test:443', 'https://a.test'],
  ['a.test:8443', 'https://a.test:8443'],
  ['b.test, a.test', 'https://a.test'],
  ['b.test a.test', 'https://a.test'],
  ['10.1.2.3', 'https://10.1.2.3'],
  ['10.0.0.0/8', 'https://10.1.2.3'],
  ['10.1.2.3:8443', 'https://10.1.2.3:8443'],
  ['fd00::/8', 'https://[fd00::1]'],
  ['[fd00::1]', 'https://[fd00::1]'],
  ['fd00:0::1', 'https://[fd00::1]'],
  ['[fd00::1]:8443', 'https://[fd00::1]:8443'],
])('behavior: NO_PROXY=%s names %s', (except, url) => {
  for (const name of ['NO_PROXY', 'no_proxy']) {
    expect(proxyOf(url, { HTTPS_PROXY: P, [name]: except })).toBe(undefined);
  }
});

test.each([
  ['', 'https://a.test'],
  [' , ', 'https://a.test'],
  ['a.test', 'https://ba.test'],
  ['a.test', 'https://a.test.b'],
  ['m.a.test', 'https://a.test'],
  ['a.test:8443', 'https://a.test'],
  ['a.test:443', 'https://a.test:8443'],
  ['10.0.0.0/8', 'https://11.1.2.3'],
  ['10.0.0.0/99', 'https://10.1.2.3'],
  ['10.0.0.0/x', 'https://10.1.2.3'],
  ['10.0.0.0/', 'https://11.1.2.3'],
  ['10.0.0.0/8.5', 'https://11.1.2.3'],
  ['0.1.2.3', 'https://10.1.2.3'],
  ['fd00::/8', 'https://[fe00::1]'],
  ['::/0', 'https://10.1.2.3'],
])('behavior: NO_PROXY=%j does not name %s', (except, url) => {
  expect(proxyOf(url, { HTTPS_PROXY: P, NO_PROXY: except })).toBe(`HTTPS_PROXY ${P}`);
});
