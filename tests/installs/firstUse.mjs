// What the README of a package says first: what to install, and a program.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The packages whose README begins with a command: its arguments, what it reads, and what it answers. */
const COMMANDS = {
  acp: {
    args: ['aria'],
    input: { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: 1 } },
    output: /"agentCapabilities"/,
  },
  mcp: {
    args: [],
    input: {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      },
    },
    output: /"serverInfo"/,
  },
  cli: { args: ['offices', 'create', '-n', 'alone'], output: /./ },
};

/**
 * Returns what a reader installs and runs first.
 *
 * @param {string} name - The folder of the package.
 * @param {{ endpoint: string, dashboardEndpoint: string, apiKey: string, officeId: string }} filled - What a reader fills in.
 * @returns {{ installs: string[], program: string }}
 */
export function firstUse(name, filled) {
  const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const [beforeCode, code = ''] = readme.split(/^```ts\n/m, 2);
  const lines = beforeCode.matchAll(/npm install (?!-g)([^#`\n]+)/g);
  const words = [...lines].flatMap(([, line]) => line.trim().split(/\s+/)).filter((word) => !/^-/.test(word));
  if (name in COMMANDS) return { installs: [`@mitosislabs/${name}`], program: programOf(name) };
  const { endpoint, dashboardEndpoint, apiKey, officeId } = filled;
  const typescript = code
    .split(/^```/m, 1)[0]
    .replaceAll(
      "endpoint: 'http://localhost:8080'",
      JSON.stringify({ endpoint, dashboardEndpoint }).slice(1, -1),
    )
    .replaceAll('mi_example', apiKey)
    .replaceAll('office-id', officeId);
  return { installs: [...new Set(words)], program: transformSync(typescript, { loader: 'ts' }).code };
}

/** Returns a program that runs the command of a package, wherever the package manager has put it. */
function programOf(name) {
  const { args, input, output } = COMMANDS[name];
  const { bin } = createRequire(import.meta.url)(join(root, 'packages', name, 'package.json'));
  const [command] = Object.values(bin);
  return `import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
const folder = dirname(createRequire(import.meta.url).resolve('@mitosislabs/${name}/package.json'));
const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, ${JSON.stringify(command)}), ...${JSON.stringify(args)}], {
  input: ${JSON.stringify(input ? `${JSON.stringify(input)}\n` : '')},
  encoding: 'utf8',
});
if (status !== 0 || !${output}.test(stdout)) throw new Error(\`\${status} \${stdout} \${stderr}\`);
`;
}
