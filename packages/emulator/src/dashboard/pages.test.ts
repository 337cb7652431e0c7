import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ brain: 'none', faults: () => 503 });
});
afterAll(() => world?.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  raw(world.emulator.dashboardEndpoint + path, { headers });

/** The files that the page loads. */
async function filesOf(): Promise<string[]> {
  const { text } = await get('/');
  return [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
}

describe('the pages of the dashboard', () => {
  test('default: are served also when requests of clients fail', async () => {
    const { status, headers } = await get('/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const files = await filesOf();
    expect(files.map((path) => path.slice(path.lastIndexOf('.')))).toEqual(['.css', '.js']);
    for (const path of files) expect((await get(path)).status).toBe(200);
  });

  test('behavior: run no inline script or style, load nothing from elsewhere, and are not framed', async () => {
    for (const path of ['/', ...(await filesOf())]) {
      const { headers } = await get(path);
      const policy = new Map(
        String(headers.get('content-security-policy'))
          .split('; ')
          .map((directive) => {
            const [name = '', ...sources] = directive.split(' ');
            return [name, sources.join(' ')];
          }),
      );
      expect(policy.get('default-src')).toBe("'none'");
      for (const name of ['script-src', 'style-src', 'connect-src']) expect(policy.get(name)).toBe("'self'");
      expect(policy.get('frame-ancestors')).toBe("'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
    const { text } = await get('/');
    expect(text).not.toMatch(
      /<style|<script(?![^>]* src=)| on\w+=| style=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
    );
  });

  test('behavior: are not loaded again while they are the same', async () => {
    const { headers } = await get('/');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect((await get('/', { 'If-None-Match': String(headers.get('etag')) })).status).toBe(304);
    for (const path of await filesOf()) {
      expect((await get(path)).headers.get('cache-control')).toContain('immutable');
    }
  });

  test('behavior: take at most 120 kB, gzipped', async () => {
    const texts = await Promise.all(
      ['/', '/assets/licenses.txt', ...(await filesOf())].map(async (path) => (await get(path)).text),
    );
    const size = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect(size).toBeLessThan(120_000);
  });

  test('behavior: name the licenses of the code of others in them', async () => {
    const { text, headers } = await get('/assets/licenses.txt');
    expect(headers.get('cache-control')).toBe('no-cache');
    for (const name of [
      'preact',
      '@preact/signals-core',
      'uplot',
      '@tanstack/virtual-core',
      'eventsource-parser',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThanOrEqual(5);
  });

  test('error: has no other files', async () => {
    for (const path of ['/assets/x.js', '/assets/index.html', '/assets/..%2findex.html']) {
      expect((await get(path)).status).toBe(501);
    }
  });
});
