// Gives an agent a task with A2A's own client. First, in another terminal: mi serve --a2a
// The environment has the server's address and its key; the arguments are office/agent and the task.
import { randomUUID } from 'node:crypto';
import { Role, TaskState } from '@a2a-js/sdk';
import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client';

const { SERVE_URL = 'http://127.0.0.1:7373', MITOSIS_SERVE_KEY = '' } = process.env;
const [agent = 'acme/aria', task = 'Audit Q1 revenue'] = process.argv.slice(2);

const fetchImpl: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('Authorization', `Bearer ${MITOSIS_SERVE_KEY}`);
  return fetch(input, { ...init, headers });
};
const factory = new ClientFactory(
  ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  }),
);
const client = await factory.createFromUrl(`${SERVE_URL}/a2a/${agent}/`);

const events = client.sendMessageStream({
  tenant: '',
  configuration: undefined,
  metadata: undefined,
  message: {
    messageId: randomUUID(),
    contextId: '',
    taskId: '',
    role: Role.ROLE_USER,
    parts: [
      {
        content: { $case: 'text', value: task },
        metadata: undefined,
        filename: '',
        mediaType: 'text/plain',
      },
    ],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  },
});
for await (const { payload } of events) {
  if (payload?.$case === 'statusUpdate') {
    const { state = 0, message } = payload.value.status ?? {};
    const step = message?.parts[0]?.content;
    console.log(`${TaskState[state]}${step?.$case === 'text' ? `: ${step.value}` : ''}`);
  }
  if (payload?.$case === 'artifactUpdate') {
    const result = payload.value.artifact?.parts[0]?.content;
    if (result?.$case === 'text') console.log(result.value);
  }
}
