import { TasksAPI } from '@mitosislabs/api/tasks';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import type { Faults } from '@mitosislabs/emulator';
import { expect, test } from 'vitest';
import { type Connected, connectTo, officeWithAgent } from '../../test/office.ts';

/** Asks as a careful model does: where the outcome is unknown, it looks before it asks again. */
async function askOnce({ call }: Connected, message: string): Promise<string> {
  for (;;) {
    const { data, error } = await call('ask_agent', { agent: 'aria', message });
    if (!error) return (data as { answer: string }).answer;
    expect(error['retryable'] || error.outcome === 'unknown').toBe(true);
    if (error.outcome !== 'unknown') continue;
    for (let isThere = true; isThere; ) {
      const read = (await call('read_messages', { agent: 'aria' })).data as { from: string; text: string }[];
      const at = read.findIndex(({ from, text }) => from !== 'aria' && text === message);
      isThere = at >= 0;
      const answer = read.slice(at + 1).find(({ from }) => from === 'aria');
      if (isThere && answer) return answer.text;
    }
  }
}

test('behavior: 200 calls while every fifth request fails lose nothing and double nothing', async () => {
  const kinds = ['reset', 'drop', 'cut', 503] as const;
  let requests = 0;
  const faults: Faults = ({ target }) => {
    // The stream of events only makes polling sooner.
    if (target.includes('/stream')) return undefined;
    requests++;
    return requests % 5 === 0 ? kinds[(requests / 5) % kinds.length] : undefined;
  };
  let active: Faults = () => undefined;
  await using other = await officeWithAgent({ faults: (request) => active(request) });
  await using mcp = await connectTo({ transport: other.transport, office: other.office });
  active = faults;
  const texts: string[] = [];
  for (let index = 0; index < 200; index++) {
    const text = `call ${index}`;
    if (index % 20 === 9) {
      expect(await askOnce(mcp, text)).toBe(`aria here. You said: ${text}`);
    } else if (index % 10 === 8) {
      expect((await mcp.call('write_file', { name: `${text}.txt`, content: text })).isError).toBe(false);
    } else {
      const { isError, data } = await mcp.call('create_task', { title: text });
      expect(isError).toBe(false);
      texts.push(Reflect.get(Reflect.get(data, 'task'), 'title') as string);
    }
  }
  active = () => undefined;
  expect(requests).toBeGreaterThan(300);
  const titles = (await new TasksAPI(other.transport).list(other.office)).map(({ title }) => title);
  expect(titles.sort()).toEqual(texts.sort());
  expect(titles).toHaveLength(170);
  const messages = await new XMTPAPI(other.transport).getMessages(other.office, 'aria', 'admin-sdk', {
    limit: 1_000,
  });
  const asked = messages.filter(
    ({ from_agent, content }) => from_agent !== 'aria' && content.startsWith('call '),
  );
  expect(asked).toHaveLength(10);
  expect(new Set(asked.map(({ content }) => content)).size).toBe(10);
});
