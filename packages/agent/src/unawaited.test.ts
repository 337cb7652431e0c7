import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { echoBrain } from './brain/echoBrain.ts';
import { defineAgent } from './defineAgent.ts';

test('error: names the line of an unawaited run in the stack when the agent is refused', async () => {
  await using server = await serve((_, response) => response.writeHead(401).end());
  const options = {
    endpoint: server.url,
    officeId: 'o1',
    agentId: 'aria',
    signingKey: new Uint8Array(32).fill(7),
  };
  const error = await new Promise<Error>((resolve) => {
    const callerOfTheAgent = () => defineAgent({ brain: echoBrain() }).run(options);
    void callerOfTheAgent().catch(resolve);
  });
  expect(error).toMatchObject({ status: 401 });
  expect(error.stack).toMatch(/callerOfTheAgent \(.*unawaited\.test\.ts:\d+/);
});
