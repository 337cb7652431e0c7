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
    // Following logs and reading event streams are chunks that are loaded when they are called.
    ...bundle({ external: ['ky', './followLogs-*', './readEvents-*'] }),
    name: 'sdk: MitosisClient',
    path: '../packages/sdk/dist/index.js',
    import: '{ MitosisClient }',
    limit: '30 kB',
  },
];
