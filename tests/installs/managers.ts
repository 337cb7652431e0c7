/** How a package manager adds packages to a project. */
interface Manager {
  /** The files that a project needs for our registry. */
  readonly files: (registry: string) => Record<string, string>;
  /** The command that adds packages. */
  readonly add: readonly string[];
  /** The options with which Node finds the packages. */
  readonly nodeOptions?: string;
}

/** The package managers, by name and major version. */
export const managers: Readonly<Record<string, Manager>> = {
  npm: {
    files: npmrc,
    add: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'],
  },
  // Nothing is hoisted: a package sees only what it depends on.
  pnpm: {
    files: (registry) => ({ '.npmrc': `${npmrc(registry)['.npmrc']}hoist=false\nshamefully-hoist=false\n` }),
    add: ['npx', '-y', 'pnpm@10', 'add', '--prefer-offline'],
  },
  'yarn 1': {
    files: npmrc,
    // It would ask the Node that runs it, not the one that runs the program.
    add: ['npx', '-y', 'yarn@1', 'add', '--non-interactive', '--prefer-offline', '--ignore-engines'],
  },
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

function npmrc(registry: string): { '.npmrc': string } {
  return { '.npmrc': `@mitosislabs:registry=${registry}\n` };
}
