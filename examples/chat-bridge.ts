// A bridge between a chat (Slack's Events API, or one like it) and an agent: it answers messages that mention the bot.
// Run: npx tsx chat-bridge.ts, with CHAT_SIGNING_SECRET, CHAT_BOT_TOKEN, MITOSIS_OFFICE and the account as for `mi`.
// CHAT_API is the address of the chat's methods; the default is Slack's.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { MitosisClient } from '@mitosislabs/sdk';
import { ask } from '@mitosislabs/xmtp/ask';

const {
  CHAT_API = 'https://slack.com/api',
  CHAT_SIGNING_SECRET: secret = '',
  CHAT_BOT_TOKEN: token = '',
  MITOSIS_OFFICE: office = '',
  AGENT: agent = 'aria',
  PORT = '3003',
} = process.env;
if (secret === '' || token === '' || office === '') {
  console.error('Set CHAT_SIGNING_SECRET, CHAT_BOT_TOKEN and MITOSIS_OFFICE (an id of `mi offices list`).');
  process.exit(1);
}

interface ChatEvent {
  type: string;
  challenge?: string;
  event_id?: string;
  event?: { type: string; text?: string; channel?: string; ts?: string; thread_ts?: string; bot_id?: string };
}

const mi = await MitosisClient.fromConfig();
const session = await mi.xmtp.openSession(office, agent, { streaming: true });
/** The last events: the chat sends one again when it got no response in three seconds. */
const seen = new Set<string>();

const server = createServer(async (request, response) => {
  const body = await read(request);
  if (body === undefined) return void response.writeHead(413).end();
  if (!isGenuine(request, body)) return void response.writeHead(401).end();
  const message = JSON.parse(body) as ChatEvent;
  // Respond at once, and answer later.
  response.end(message.type === 'url_verification' ? message.challenge : '');
  const { event_id: id = '', event } = message;
  if (event?.type !== 'app_mention' || event.bot_id !== undefined || seen.has(id)) return;
  seen.add(id);
  if (seen.size > 1_000) for (const oldest of seen) if (seen.delete(oldest)) break;
  await answer(event).catch((error: unknown) => console.error(error));
});

async function answer({ text = '', channel, ts, thread_ts = ts }: NonNullable<ChatEvent['event']>) {
  const question = text.replace(/<@\w+>/g, '').trim();
  const { content } = await ask(mi.transport, session, question).catch((error: unknown) => {
    console.error(error);
    return { content: 'That failed. Please ask again later.' };
  });
  const posted = await fetch(`${CHAT_API}/chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ channel, thread_ts, text: content, parse: 'none' }),
  });
  const { ok, error } = (await posted.json()) as { ok: boolean; error?: string };
  if (!ok) throw new Error(`The chat refused the answer: ${error}`);
}

/** Whether the chat signed the request, in the last five minutes. */
function isGenuine({ headers }: IncomingMessage, body: string): boolean {
  const time = String(headers['x-slack-request-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - Number(time)) < 300)) return false;
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`;
  const given = String(headers['x-slack-signature']);
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** Reads a body of up to 256 KiB; `undefined` if it is longer. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > 262_144) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

server.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : PORT}`);
});
process.once('SIGTERM', () => server.close(() => mi.close()));
