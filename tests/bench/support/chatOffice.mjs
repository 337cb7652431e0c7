import { fork } from 'node:child_process';
import { once } from 'node:events';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';

const program = (name, ...args) => fork(new URL(`../programs/${name}`, import.meta.url), args);

/** Starts an office in a process of its own; `roundTripMs` away, if that is not 0. */
export async function startOffice(roundTripMs = 0) {
  const server = program('chatServer.mjs');
  let [{ port }] = await once(server, 'message');
  const proxy = roundTripMs > 0 ? program('delayProxy.mjs', port, roundTripMs) : undefined;
  if (proxy) [{ port }] = await once(proxy, 'message');
  const transport = new Transport({ endpoint: `http://127.0.0.1:${port}`, apiKey: 'mi_bench_key' });
  const messages = new MessagesAPI(transport);
  const events = (officeId, options) => messages.stream(officeId, options);
  return {
    channel: new XMTPChannel(new XMTPAPI(transport), { events }),
    polling: new XMTPChannel(new XMTPAPI(transport)),
    say: (agent, content) => server.send({ agent, content }),
    async requests() {
      server.send({ isCount: true });
      return (await once(server, 'message'))[0].requests;
    },
    stop() {
      proxy?.disconnect();
      server.disconnect();
    },
  };
}

/** Opens sessions with a number of agents of the office at once. */
export function openAll(channel, count) {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const session = await channel.openSession('office', `agent-${index}`);
      await session.negotiate();
      return session;
    }),
  );
}
