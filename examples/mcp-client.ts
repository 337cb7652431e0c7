// An MCP client asks an agent, and shows its answer as it grows. Sign in first with `mi login`.
// Run it with the name of an agent and a question: `mcp-client.ts aria "What is new?"`.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [agent = 'aria', message = 'What is new?'] = process.argv.slice(2);
const client = new Client({ name: 'example', version: '1.0.0' });
// Without an environment of its own, the server would not see yours.
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
);
await client.connect(new StdioClientTransport({ command: 'npx', args: ['-y', '@mitosislabs/mcp'], env }));

const { tools } = await client.listTools();
console.log('tools:', tools.map(({ name }) => name).join(', '));
const result = await client.callTool(
  { name: 'ask_agent', arguments: { agent, message } },
  { onprogress: ({ message: text = '' }) => process.stdout.write(`\r${text.slice(0, 70)}`) },
);
console.log(result.isError ? 'failed:' : 'answer:', JSON.stringify(result.structuredContent));
await client.close();
