import { Transport, type XMTPMessage, XMTPSession } from '@mitosislabs/sdk';

const transport = new Transport({ endpoint: process.env['ENDPOINT']!, apiKey: process.env['API_KEY']! });
const session = new XMTPSession(transport, process.env['OFFICE']!, 'aria');
const { capabilities } = await session.negotiate(120_000);
console.log(capabilities, session.isOpen);
await session.send('one');
let messages: XMTPMessage[] = [];
while (messages.length === 0) {
  messages = await session.receive({ limit: 5 });
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log(messages.map((m) => m.content));
await session.close();

// Prints:
// [ 'chat', 'tasks' ] true
// [ 'aria here. You said: one' ]
