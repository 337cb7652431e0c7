// Minified and gzipped, as one file for browsers, with everything that it needs or loads later, except ky.
const groups = [
  'offices',
  'employees',
  'tasks',
  'files',
  'credits',
  'xmtp',
  'integrations',
  'extensions',
  'events',
  'callbacks',
  'backups',
  'env',
  'delegates',
  'messages',
  'workspace',
  'roles',
  'transfer',
  'llmPing',
  'whatsapp',
  'chromium',
  'capabilities',
  'proxy',
];
/** The chunks that are loaded with the first signature, event stream, upload, session, group, or log that is followed. */
const later = [
  './signRequest-*',
  './authorizationHeader-*',
  './eventStream-*',
  './fetchBody-*',
  './XMTPSession-*',
  './OfficeEvents-*',
  './GroupSession-*',
  './followLogs-*',
];
const bundle = (more) => ({
  gzip: true,
  ignore: ['ky'],
  modifyEsbuildConfig: (config) => ({
    ...config,
    logLevel: 'error',
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    ...more,
  }),
});

export default [
  ...groups.map((name) => ({
    ...bundle(),
    name: `api/${name}`,
    path: `../packages/api/dist/${name}.js`,
    limit: '6 kB',
  })),
  {
    ...bundle(),
    name: 'auth: signRequest',
    path: '../packages/auth/dist/signing.js',
    import: '{ signRequest }',
    limit: '9 kB',
  },
  {
    // As it is imported: what a call may load later is left out here, and counted below.
    ...bundle({ external: ['ky', ...later] }),
    name: 'sdk: MitosisClient',
    path: '../packages/sdk/dist/index.js',
    import: '{ MitosisClient }',
    limit: '33 kB',
  },
  {
    ...bundle(),
    name: 'sdk: MitosisClient, with signing, event streams and all else that it may load',
    path: '../packages/sdk/dist/index.js',
    import: '{ MitosisClient }',
    limit: '56 kB',
  },
];
