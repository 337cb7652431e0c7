// Loaded on first use on Node, as few programs need them. ky alone takes a third of the time that
// Node takes to start.

/** Loads ky, for `kyWire`. */
export async function loadKy(): Promise<typeof import('ky')['default']> {
  return (await import('ky')).default;
}

/** Loads the function that prepares stream bodies. */
export async function loadFetchBody(): Promise<typeof import('./wire/fetchBody.ts').fetchBody> {
  return (await import('./wire/fetchBody.ts')).fetchBody;
}

/** Loads the reader of server-sent events. */
export async function loadEventStream(): Promise<typeof import('./stream/eventStream.ts').eventStream> {
  return (await import('./stream/eventStream.ts')).eventStream;
}
