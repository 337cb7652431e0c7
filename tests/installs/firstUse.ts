import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { root } from '../e2e/snippets.ts';
import type { SignedInUser } from './startUser.ts';

/** A command that a README begins with: its arguments, what it reads, and what it answers. */
interface FirstCommand {
  readonly args: readonly string[];
  readonly input?: object;
  readonly output: RegExp;
}

/** The packages whose README begins with a command. */
const COMMANDS: Readonly<Record<string, FirstCommand>> = {
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

/** Returns what the reader of a README installs first, and the program to run; `user` fills it in. */
export function firstUse(name: string, user: SignedInUser): { installs: string[]; program: string } {
  const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const [beforeCode = '', code = ''] = readme.split(/^```ts\n/m, 2);
  const lines = beforeCode.matchAll(/npm install (?!-g)([^#`\n]+)/g);
  const words = [...lines]
    .flatMap(([, line = '']) => line.trim().split(/\s+/))
    .filter((word) => !/^-/.test(word));
  const command = COMMANDS[name];
  if (command) return { installs: [`@mitosislabs/${name}`], program: programOf(name, command) };
  const { endpoint, dashboardEndpoint, apiKey, officeId } = user;
  const [block = ''] = code.split(/^```/m, 1);
  const typescript = block
    .replaceAll(
      "endpoint: 'http://localhost:8080'",
      JSON.stringify({ endpoint, dashboardEndpoint }).slice(1, -1),
    )
    .replaceAll('mi_example', apiKey)
    .replaceAll('office-id', officeId);
  return { installs: [...new Set(words)], program: transformSync(typescript, { loader: 'ts' }).code };
}

/** Returns a program that runs the command of a package, wherever the package manager has put it. */
function programOf(name: string, { args, input, output }: FirstCommand): string {
  const { bin } = createRequire(import.meta.url)(join(root, 'packages', name, 'package.json'));
  const [file] = Object.values(bin);
  return `import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
const folder = dirname(createRequire(import.meta.url).resolve('@mitosislabs/${name}/package.json'));
const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, ${JSON.stringify(file)}), ...${JSON.stringify(args)}], {
  input: ${JSON.stringify(input ? `${JSON.stringify(input)}\n` : '')},
  encoding: 'utf8',
});
if (status !== 0 || !${output}.test(stdout)) throw new Error(\`\${status} \${stdout} \${stderr}\`);
`;
}
