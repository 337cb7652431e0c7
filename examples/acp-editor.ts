// Asks an agent as an editor does: starts the agent server, and prints the answer while it grows.
// The account is that of `mi login`; the first argument is the agent, the second the question.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { client, ndJsonStream } from '@agentclientprotocol/sdk';

const [agentName = 'aria', question = 'What is new?'] = process.argv.slice(2);
// An editor starts: npx -y @mitosislabs/acp aria
const program = fileURLToPath(new URL('../bin/mitosis-acp.js', import.meta.resolve('@mitosislabs/acp')));
const server = spawn(process.execPath, [program, agentName], { stdio: ['pipe', 'pipe', 'inherit'] });
const stream = ndJsonStream(
  Writable.toWeb(server.stdin),
  Readable.toWeb(server.stdout) as ReadableStream<Uint8Array>,
);

const editor = client({ name: 'example' }).onNotification('session/update', ({ params: { update } }) => {
  if (update.sessionUpdate === 'agent_message_chunk' && update.content.type === 'text') {
    process.stdout.write(update.content.text);
  }
});
await editor.connectWith(stream, async (agent) => {
  await agent.request('initialize', { protocolVersion: 1 });
  const { sessionId } = await agent.request('session/new', { cwd: process.cwd(), mcpServers: [] });
  const { stopReason } = await agent.request('session/prompt', {
    sessionId,
    prompt: [{ type: 'text', text: question }],
  });
  console.log(`\n${stopReason}`);
});
server.stdin.end();
await once(server, 'exit');
