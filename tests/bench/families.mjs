/**
 * The families of `pnpm bench`: each measures related things. With a `corner`, it has one figure for each name and group,
 * and the table has a column for each group; a `plot` draws them too. Without, it has pairs: our cost beside a yardstick.
 */
export const families = [
  {
    id: 'calls',
    load: async () => (await import('./families/calls.mjs')).calls,
    plot: { kind: 'bars', label: 'CPU time of a call / bare fetch (less is better)', rule: 1 },
    corner: 'CPU time of a call / bare `fetch`',
  },
  {
    id: 'concurrency',
    load: async () => (await import('./families/concurrency.mjs')).concurrency,
    plot: {
      kind: 'lines',
      label: 'CPU time of a call / bare fetch, 50 in flight',
      across: 'calls in flight',
      scale: 'log',
      rule: 1,
    },
    corner: 'CPU time of a call / bare `fetch`; calls in flight:',
  },
  {
    id: 'imports',
    load: async () => (await import('./families/imports.mjs')).imports,
    plot: {
      kind: 'bars',
      label: 'CPU time of a process that imports it / an empty one',
      only: ['CPU / empty program'],
      rule: 1,
    },
    corner: '`import`',
  },
  {
    id: 'sizes',
    load: async () => (await import('./families/sizes.mjs')).sizes,
    plot: { kind: 'bars', label: 'kB, minified and gzipped' },
    corner: 'kB, minified and gzipped',
  },
  {
    id: 'parts',
    load: async () => (await import('./families/parts.mjs')).parts,
    corner: 'kB, minified and gzipped',
  },
  {
    id: 'memory',
    load: async () => (await import('./families/memory.mjs')).memory,
    plot: { kind: 'lines', label: 'MB held above the start', across: 'calls', scale: 'linear' },
    corner: 'MB held above the start, after calls:',
  },
  { id: 'tokens', load: async () => (await import('./families/tokens.mjs')).tokens },
  { id: 'telemetry', load: async () => (await import('./families/telemetry.mjs')).telemetry },
  { id: 'sessions', load: async () => (await import('./families/sessions.mjs')).sessions },
  { id: 'reading', load: async () => (await import('./families/reading.mjs')).reading },
  { id: 'emulator', load: async () => (await import('./families/emulator.mjs')).emulator },
  {
    id: 'mi',
    load: async () => (await import('./families/mi.mjs')).mi,
    corner: 'CPU time / `node -e 0`',
  },
  {
    id: 'installation',
    load: async () => (await import('./families/installation.mjs')).installation,
    corner: 'what npm puts into an empty folder',
  },
  { id: 'files', load: async () => (await import('./families/files.mjs')).files },
  { id: 'fleet', load: async () => (await import('./families/fleet.mjs')).fleet },
  {
    id: 'scrolling',
    load: async () => (await import('./families/scrolling.mjs')).scrolling,
    corner: 'list',
  },
  { id: 'build', load: async () => (await import('./families/build.mjs')).build },
];
