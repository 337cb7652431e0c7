import { Transport, XMTPChannel } from '@mitosislabs/sdk';

const transport = new Transport({ endpoint: process.env.ENDPOINT, apiKey: process.env.API_KEY });
const channel = new XMTPChannel(transport);
const officeId = process.env.OFFICE;
await channel.send(officeId, 'aria', 'hello');
const session = channel.getSession(officeId, 'aria');
console.log(session.isOpen, session.negotiation.officeId === officeId);
for await (const message of session.stream(100)) {
  console.log(message.content);
  break;
}
console.log(channel.listSessions().length);
await channel.closeAll();
console.log(channel.listSessions().length);

// Prints:
// true true
// aria here. You said: hello
// 1
// 0
