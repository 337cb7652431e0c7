import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** Set by the build (tooling/tsup.js); the sources have no version. */
declare const __VERSION__: string | undefined;
const VERSION = typeof __VERSION__ === 'undefined' ? '0.0.0' : __VERSION__;

/** The names of other runtimes that have a `navigator`. */
const OTHERS = /^(Node\.js|Deno|Bun|Cloudflare-Workers)\b/;

/** This package, for the `User-Agent` of clients that name no other. */
export const PRODUCT = `@mitosislabs/transport/${VERSION}`;

/**
 * Returns the `User-Agent` of every request: `@mitosislabs/sdk/0.1.0 node/20.20.2`. It names a package and the runtime, and
 * nothing about the machine or its user.
 *
 * @param product - The package and its version.
 * @param own - The text that the user appends.
 * @returns `undefined` in browsers, which send their own.
 */
export function userAgent(product: string, own?: string): string | undefined {
  if (own !== undefined && (typeof own !== 'string' || !/^[ -~]*$/.test(own))) {
    throw new InvalidArgumentError('userAgent', 'must be ASCII text without control characters');
  }
  return isBrowser() ? undefined : [product, ...runtime(), ...(own ? [own] : [])].join(' ');
}

/** Whether this is a browser: its `fetch` has a cache, and no request bodies that stream. Workers of a page are browsers. */
export function isBrowser(): boolean {
  return typeof navigator !== 'undefined' && !OTHERS.test(navigator.userAgent);
}

function runtime(): string[] {
  const bun = read(globalThis, 'Bun', 'version');
  const deno = read(globalThis, 'Deno', 'version', 'deno');
  const node = read(globalThis, 'process', 'versions', 'node');
  // Bun and Deno also report a Node version.
  if (typeof bun === 'string') return [`bun/${bun}`];
  if (typeof deno === 'string') return [`deno/${deno}`];
  if (typeof navigator !== 'undefined' && /^Cloudflare-Workers\b/.test(navigator.userAgent))
    return ['workerd'];
  return typeof node === 'string' ? [`node/${node}`] : [];
}

function read(start: unknown, ...path: string[]): unknown {
  return path.reduce((value: unknown, name) => Reflect.get(Object(value), name), start);
}
