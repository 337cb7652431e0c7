// An agent that follows a script, in a process of its own: for tests of a whole system against the emulator. The environment
// says where it works, and has its private key in hex. The signal stops it.
import { defineAgent } from '@mitosislabs/agent';
import { scriptedBrain } from '@mitosislabs/agent/scripted';

const { ENDPOINT = '', OFFICE_ID = '', AGENT_KEY = '' } = process.env;
const brain = scriptedBrain([
  { message: 'hello', say: ['Hi, ', 'I am ', 'Aria.'] },
  { message: /weather in (\w+)/, say: ({ match }) => `It rains in ${match[1]}.` },
  { message: '*', say: 'I do not know.', times: 1 },
  { message: '*', fail: 'The model is down.' },
  { task: /^Audit/, log: ['read the figures', 'checked them'], complete: 'No findings.' },
  { task: '*', fail: 'There are no figures.' },
]);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await defineAgent({ brain }).run({
  endpoint: ENDPOINT,
  officeId: OFFICE_ID,
  agentId: 'aria',
  signingKey: Buffer.from(AGENT_KEY, 'hex'),
  signal: stop.signal,
});
// A script that did not match a request is a failure of the test.
brain.assertMatched();
