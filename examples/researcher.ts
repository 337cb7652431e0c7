// A researcher: reads a file of the shared drive, and writes a report. Its model is a script, so that this runs without a key:
// take openaiBrain({ model, tools }), or aiBrain of @mitosislabs/ai-sdk, for a real one.
import { defineAgent, type Model, modelBrain, officeTools } from '@mitosislabs/agent';
import { startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';

const script: Model = async function* ({ messages }) {
  const results = messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
  const [revenue] = results;
  if (revenue === undefined)
    yield { type: 'call', call: { id: '1', name: 'read_file', input: '{"name":"q1.csv"}' } };
  else if (results.length === 1) {
    const report = {
      name: 'report.md',
      content: `# Q1\n\nThe revenue was ${revenue.trim().split(',')[1]}.\n`,
    };
    yield { type: 'call', call: { id: '2', name: 'write_file', input: JSON.stringify(report) } };
  } else yield { type: 'text', text: 'The report is in report.md.' };
};
const tools = officeTools({ allow: ['read_file', 'write_file'] });
const researcher = defineAgent({ brain: modelBrain(script, { tools }) });

// An office to work in.
const emulator = await startEmulator({ brain: 'none' });
const { endpoint, dashboardEndpoint, apiKey } = emulator;
const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
const { id: officeId } = await mi.offices.create({ name: 'acme' });
await mi.employees.hire(officeId, { name: 'aria', role: 'researcher' });
await mi.files.upload(officeId, 'q1.csv', new TextEncoder().encode('revenue,7\n'));

const stop = new AbortController();
const signingKey = emulator.agentKey(officeId, 'aria');
const running = researcher.run({ endpoint, officeId, agentId: 'aria', signingKey, signal: stop.signal });
const { id } = await mi.tasks.create(officeId, { title: 'Report on Q1', assigned_to: 'aria' });
console.log((await mi.tasks.wait(officeId, id)).result);
console.log(await (await mi.files.download(officeId, 'report.md')).text());
for (const { summary } of await mi.employees.activity(officeId, 'aria', { category: 'task' }))
  console.log(`- ${summary}`);

stop.abort();
await running;
await mi.close();
await emulator.close();
