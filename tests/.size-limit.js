import { readFileSync } from 'node:fs';

// Minified and gzipped, as one file for browsers, with everything that it needs or loads later.
const manifest = JSON.parse(readFileSync(new URL('../packages/api/package.json', import.meta.url), 'utf8'));
const groups = Object.entries(manifest.exports)
  .filter(([, entry]) => entry['@mitosislabs/source']?.startsWith('./src/groups/'))
  .map(([path]) => path.slice(2))
  .filter((path) => path !== 'nodeFiles');
const bundle = () => ({
  gzip: true,
  modifyEsbuildConfig: (config) => ({
    ...config,
    logLevel: 'error',
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
  }),
});

export default [
  ...groups.map((name) => ({
    ...bundle(),
    name: `api/${name}`,
    path: `../packages/api/dist/${name}.js`,
    // Follows logs, waits, and can be left at once.
    limit: name === 'employees' ? '7.3 kB' : '6 kB',
  })),
  {
    ...bundle(),
    name: 'auth: signRequest',
    path: '../packages/auth/dist/signing.js',
    import: '{ signRequest }',
    limit: '9 kB',
  },
  // One export of a package brings nothing of its classes along.
  ...[
    ['sdk', 'OS1Error', '2 kB'],
    ['sdk', 'generateKeyPair', '5 kB'],
    ['sdk', 'signRequest', '9 kB'],
    ['xmtp', 'SessionError', '1 kB'],
    ['transport', 'OS1Error', '2 kB'],
  ].map(([name, symbol, limit]) => ({
    ...bundle(),
    name: `${name}: ${symbol} alone`,
    path: `../packages/${name}/dist/index.js`,
    import: `{ ${symbol} }`,
    limit,
  })),
  {
    // Browsers and Workers have all of it from the beginning: service workers may not `import()`. It was 57.5 kB and ky, which
    // was not counted and made it 61.8.
    ...bundle(),
    name: 'sdk: MitosisClient in a browser, with signing, event streams, sessions and all else',
    path: '../packages/sdk/dist/index.js',
    import: '{ MitosisClient }',
    limit: '60.7 kB',
  },
  {
    // All its files, as texts in one module.
    ...bundle(),
    name: 'emulator: the dashboard',
    path: '../packages/emulator/dist/dashboardAssets.js',
    limit: '120 kB',
  },
];
