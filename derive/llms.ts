import type { Endpoint } from '@mitosislabs/api/contract';
import { describeExport } from './describeExport.ts';
import type { Entry, Exports } from './readExports.ts';
import type { GroupDoc } from './reference.ts';

const INTRODUCTION = `# Mitosis SDK

> Persistent AI agents that remember, replicate, and coordinate. \`@mitosislabs/sdk\` is the TypeScript SDK and the \`mi\` command line of the platform: offices hold agents, tasks, files and credits; you talk with agents in sessions over XMTP.

Version 0.0.0.

- Install: \`npm install @mitosislabs/sdk\`. ESM, Node 18 or later. Sign in once with \`mi login\`.
- \`const mi = await MitosisClient.fromConfig()\` uses that account; \`new MitosisClient({ endpoint, apiKey })\` takes a key; \`MitosisClient.asAgent(officeId, name)\` acts as an agent.
- Every call takes the ids first, then one request object, then \`RequestOptions\` (\`{ signal, timeout, headers, … }\`). Times are ms unless said.
- Errors are \`MitosisError\`s with a stable \`code\` and usually a \`hint\`. One that comes from a request is an \`OS1Error\`, with \`status\` and \`outcome\` (\`not_sent\`, \`rejected\`, \`unknown\`) too. 402: no credits. 409: the name is taken. 429: wait \`retryAfterMs\`; hiring is capped at 3 in 10 minutes per office. Wrong arguments throw \`InvalidArgumentError\` before anything is sent.
- \`offices.create\` gives back the office that the user owns already, with \`existing: true\`, and drops the asked-for name. Then say so and ask; pass \`forceCreate: true\` only when the user confirmed that they want a second one.
- A task is done when its \`status\` is \`completed\` (see \`result\`) or \`failed\` (see \`error\`).
- Names of agents are \`[a-z0-9][a-z0-9-]{0,62}\`.
- Names of files are flat: the drive of an office has no folders, and \`/\` is a part of a name.
- Never put a key into an argument list, a log or a file that others can read.
`;

/** The short index for language models: what the SDK is, and where each thing is described. */
export function llms(groups: readonly GroupDoc[], entries: readonly Entry[]): string {
  const lines = groups.map(({ name, doc }) => {
    const [first = ''] = doc.text.split('\n\n');
    return `- [${name}](llms-full.txt): ${first.replace(/\s*\n\s*/g, ' ')} Methods: ${doc.methods.map((method) => method.name).join(', ')}.`;
  });
  const packages = [...new Set(entries.map(({ specifier }) => packageOf(specifier)))];
  return [
    INTRODUCTION,
    `## Groups of operations: \`client.<group>.<method>\`\n\n${lines.join('\n')}\n`,
    `## In full\n\n- [llms-full.txt](llms-full.txt): every export of ${packages.join(', ')}, with signature, route, parameters and errors; the error codes\n- [skills/mitosis/SKILL.md](skills/mitosis/SKILL.md): how to do the common jobs, with code and command lines\n`,
  ].join('\n');
}

/** Everything, for language models: each package with its README, and each export with its documentation. */
export function llmsFull(
  { entries, checker }: Exports,
  groups: readonly GroupDoc[],
  readmes: ReadonlyMap<string, string>,
  errors: string,
): string {
  const routes = routesOf(groups);
  const sections: string[] = [INTRODUCTION];
  let current = '';
  for (const { specifier, exports } of entries) {
    const name = packageOf(specifier);
    if (name !== current) sections.push(`## ${name}`, textOf(readmes.get(name) ?? ''));
    current = name;
    const own = exports.filter(({ home }) => home === specifier);
    const others = exports.filter(({ home }) => home !== specifier);
    sections.push(
      `### from '${specifier}'`,
      groups.find((group) => specifier === `@mitosislabs/api/${group.name}`)?.doc.example ?? '',
      own.map((one) => describeExport(one, checker, routes)).join('\n'),
      ...reExports(others),
    );
  }
  sections.push('## Errors and their codes', errors.replace(/^# .*\n+/, '').replace(/^#/gm, '##'));
  return `${sections
    .filter(Boolean)
    .map((section) => withoutPadding(withoutLinks(section)).trim())
    .join('\n\n')}\n`;
}

/** Removes links to pages that are not beside this one, and to pages of the repository. Most of these pages are in this text. */
function withoutLinks(text: string): string {
  return outsideBlocks(text, (prose) =>
    prose.replace(
      /\[((?:[^\][\n]|\n(?!\n)|\](?!\())+)\]\((?:https:\/\/github\.com\/mitosislabs\/sdk\/|(?![a-z]+:))[^)\s]*\)/g,
      '$1',
    ),
  );
}

/** Changes a text outside of its blocks of code. */
function outsideBlocks(text: string, change: (prose: string) => string): string {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}

/** A text whose tables are not aligned. */
function withoutPadding(text: string): string {
  return text.replace(/^\|.*\|$/gm, (row) => row.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---'));
}

/** The names that an entry exports from other entries. */
function reExports(exports: Entry['exports']): string[] {
  const homes = new Map<string, string[]>();
  for (const { name, home } of exports) homes.set(home, [...(homes.get(home) ?? []), `\`${name}\``]);
  return [...homes].map(([home, names]) => `Also, of \`${home}\`: ${names.join(', ')}.`);
}

/** A README without its title and hidden comments. Its headings are below the package's. */
function textOf(readme: string): string {
  const text = readme.replace(/^# .*\n+/, '').replace(/<!--[\s\S]*?-->\n*/g, '');
  // A line that begins with `#` in a block is a comment.
  return outsideBlocks(text, (prose) => prose.replace(/^##(?=#* )/gm, '####'));
}

/** The routes of operations, by class and method. */
function routesOf(groups: readonly GroupDoc[]): (className: string, method: string) => string {
  const classes = new Map(groups.map(({ doc, endpoints }) => [doc.name, endpoints]));
  return (className, method) => {
    const endpoint: Endpoint | undefined = classes.get(className)?.[method];
    if (!endpoint) return '';
    const [verb] = endpoint.route.split(' ');
    const dashboard = endpoint.dashboardPath
      ? `, with an API key \`${verb} ${endpoint.dashboardPath}\` on the dashboard`
      : '';
    const failures = endpoint.errors?.length ? ` Fails with ${endpoint.errors.join(', ')}.` : '';
    return `\`${endpoint.route}\`${dashboard} (${endpoint.idempotency}).${failures}`;
  };
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, 2).join('/');
}
