/** The runtime that this is: each says so in its own way. */
export function runtimeName() {
  const { Bun, Deno, navigator, process } = globalThis;
  if (Bun) return 'bun';
  if (Deno) return 'deno';
  if (navigator?.userAgent === 'Cloudflare-Workers') return 'workerd';
  if (globalThis.document || globalThis.ServiceWorkerGlobalScope) return 'browser';
  return `node ${process.versions.node.split('.')[0]}`;
}
