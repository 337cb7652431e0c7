/**
 * The package managers: the files that a project needs for our registry, the command that adds packages, and the options with
 * which Node finds them.
 *
 * @type {Record<string, { files: (registry: string) => Record<string, string>, add: string[], nodeOptions?: string }>}
 */
export const managers = {
  npm: {
    files: npmrc,
    add: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'],
  },
  // Nothing is hoisted: a package sees only what it depends on.
  pnpm: {
    files: (registry) => ({ '.npmrc': `${npmrc(registry)['.npmrc']}hoist=false\nshamefully-hoist=false\n` }),
    add: ['npx', '-y', 'pnpm@10', 'add', '--prefer-offline'],
  },
  'yarn 1': { files: npmrc, add: ['npx', '-y', 'yarn@1', 'add', '--non-interactive', '--prefer-offline'] },
  // Plug'n'Play: there is no node_modules, and Node asks yarn's resolver, which knows who depends on what.
  'yarn 4': {
    files: (registry) => ({
      'yarn.lock': '',
      '.yarnrc.yml': [
        'nodeLinker: pnp',
        'enableTelemetry: false',
        'unsafeHttpWhitelist: ["127.0.0.1"]',
        `npmScopes: { mitosislabs: { npmRegistryServer: "${registry.replace(/\/$/, '')}" } }`,
      ].join('\n'),
    }),
    add: ['npx', '-y', '-p', '@yarnpkg/cli-dist@4', 'yarn', 'add'],
    nodeOptions: '--require ./.pnp.cjs --experimental-loader ./.pnp.loader.mjs --no-warnings',
  },
  bun: { files: npmrc, add: ['npx', '-y', 'bun@1', 'add'] },
};

function npmrc(registry) {
  return { '.npmrc': `@mitosislabs:registry=${registry}\n` };
}
