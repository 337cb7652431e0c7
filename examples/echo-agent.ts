// An agent in ten lines. The environment says where it works, and has its private key in hex.
import { defineAgent } from '@mitosislabs/agent';

const { ENDPOINT = '', OFFICE_ID = '', AGENT_KEY = '' } = process.env;
const agent = defineAgent({
  capabilities: ['chat'],
  onMessage: (message, reply) => reply.send(`You said: ${message.content}`),
});
const signingKey = Buffer.from(AGENT_KEY, 'hex');
await agent.run({ endpoint: ENDPOINT, officeId: OFFICE_ID, agentId: 'aria', signingKey });
