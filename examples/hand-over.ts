// Two agents: aria finds the facts and hands the task on to bo, who writes the answer. Both models are scripts, so that this
// runs without a key.
import { type Agent, defineAgent, type Model, modelBrain, officeTools } from '@mitosislabs/agent';
import { startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';

/** A model that calls one tool in each step, and says the rest. */
function scripted(steps: { name: string; input: object }[], answer: (result: string) => string): Model {
  return async function* ({ messages }) {
    const results = messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
    const step = steps[results.length];
    if (!step) yield { type: 'text', text: answer(results.at(-1) ?? '') };
    else yield { type: 'call', call: { id: step.name, name: step.name, input: JSON.stringify(step.input) } };
  };
}

const finder = scripted(
  [
    { name: 'write_file', input: { name: 'facts.md', content: 'The revenue was 7.' } },
    { name: 'hand_on_task', input: { agent: 'bo', reason: 'the facts are in facts.md' } },
  ],
  () => '',
);
const writer = scripted(
  [{ name: 'read_file', input: { name: 'facts.md' } }],
  (facts) => `In short: ${facts}`,
);
const team: Record<string, Agent> = {
  aria: defineAgent({
    brain: modelBrain(finder, { tools: officeTools({ allow: ['write_file', 'hand_on_task'] }) }),
  }),
  bo: defineAgent({ brain: modelBrain(writer, { tools: officeTools({ allow: ['read_file'] }) }) }),
};

// An office to work in.
const emulator = await startEmulator({ brain: 'none' });
const { endpoint, dashboardEndpoint, apiKey } = emulator;
const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
const { id: officeId } = await mi.offices.create({ name: 'acme' });
const stop = new AbortController();
const running: Promise<void>[] = [];
for (const [agentId, agent] of Object.entries(team)) {
  await mi.employees.hire(officeId, { name: agentId });
  const signingKey = emulator.agentKey(officeId, agentId);
  running.push(agent.run({ endpoint, officeId, agentId, signingKey, signal: stop.signal }));
}

const { id } = await mi.tasks.create(officeId, { title: 'What was the revenue?', assigned_to: 'aria' });
const { assigned_to, result } = await mi.tasks.wait(officeId, id);
console.log(`${assigned_to}: ${result}`);

stop.abort();
await Promise.all(running);
await mi.close();
await emulator.close();
