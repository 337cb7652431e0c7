// Minified and gzipped, with everything that it needs except ky.
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
const common = {
  gzip: true,
  ignore: ['ky'],
  modifyEsbuildConfig: (config) => ({
    ...config,
    // What is loaded only when it is called does not count: following logs, and event streams.
    external: [...(config.external ?? []), './followLogs-*', './readEvents-*'],
    logLevel: 'error',
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
  }),
};

export default [
  ...groups.map((name) => ({
    ...common,
    name: `api/${name}`,
    path: `../packages/api/dist/${name}.js`,
    limit: '6 kB',
  })),
  {
    ...common,
    name: 'auth: signRequest',
    path: '../packages/auth/dist/signing.js',
    import: '{ signRequest }',
    limit: '9 kB',
  },
  {
    ...common,
    name: 'sdk: MitosisClient',
    path: '../packages/sdk/dist/index.js',
    import: '{ MitosisClient }',
    limit: '30 kB',
  },
];
