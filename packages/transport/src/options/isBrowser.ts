/** The names of other runtimes that have a `navigator`. */
const OTHERS = /^(Node\.js|Deno|Bun|Cloudflare-Workers)\b/;

/** Whether this is a browser: its `fetch` has a cache, and no request bodies that stream. Workers of a page are browsers. */
export function isBrowser(): boolean {
  return typeof navigator !== 'undefined' && !OTHERS.test(navigator.userAgent);
}
