import type { TypeDoc } from './readSources.ts';
import { type GroupDoc, groupPage } from './reference.ts';

const INTRODUCTION = `# Mitosis SDK

> Persistent AI agents that remember, replicate, and coordinate. \`@mitosislabs/sdk\` is the TypeScript SDK and the \`mi\` command line of the platform: offices hold agents, tasks, files and credits; agents are talked to in sessions over XMTP.

- Install: \`npm install @mitosislabs/sdk\`. ESM, Node 18 or later. Sign in once with \`mi login\`.
- \`const mi = await MitosisClient.fromConfig()\` uses that account; \`new MitosisClient({ endpoint, apiKey })\` takes a key; \`MitosisClient.asAgent(officeId, name)\` acts as an agent.
- Every call takes the ids first, then one request object, then \`{ signal, timeout, headers }\`. Times are ms unless said.
- Every failure is an \`OS1Error\` with \`status\`, a stable \`code\`, \`outcome\` (\`not_sent\`, \`rejected\`, \`unknown\`) and \`hint\`. 402: no credits. 409: the name is taken. 429: wait \`retryAfterMs\`; hiring is capped at 3 in 10 minutes per office.
- \`offices.create\` gives back the office that the user owns already, with \`existing: true\`, and drops the asked-for name. Then say so and ask; pass \`forceCreate: true\` only when the user confirmed that they want a second one.
- A task is done when its \`status\` is \`completed\` (see \`result\`) or \`failed\` (see \`error\`).
- Names of agents are \`[a-z0-9][a-z0-9-]{0,62}\`.
- Never put a key into an argument list, a log or a file that others can read.
`;

/** The short index for language models: what the SDK is, and where each thing is described. */
export function llms(groups: readonly GroupDoc[]): string {
  const lines = groups.map(({ name, doc }) => {
    const [first = ''] = doc.text.split('\n\n');
    return `- [${name}](llms-full.txt): ${first.replace(/\s*\n\s*/g, ' ')} Methods: ${doc.methods.map((method) => method.name).join(', ')}.`;
  });
  return `${INTRODUCTION}\n## Groups of operations: \`client.<group>.<method>\`\n\n${lines.join('\n')}\n\n## In full\n\n- [llms-full.txt](llms-full.txt): every method with its signature, route, errors and types\n`;
}

/** Everything, for language models: the guides and the whole reference in one file. */
export function llmsFull(
  groups: readonly GroupDoc[],
  types: ReadonlyMap<string, TypeDoc>,
  guides: readonly string[],
): string {
  const pages = groups.map((group) =>
    groupPage(group, types)
      .replace(/<!--.*?-->\n+/g, '')
      .replace(/^#/gm, '##'),
  );
  return [
    INTRODUCTION,
    ...guides.map((guide) => guide.trim().replace(/^#/gm, '##')),
    '## Reference',
    ...pages,
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}
