import { MitosisClient, type SessionNegotiation, type XMTPMessage } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env['OFFICE']!;
const handle = await mi.xmtp.openSession(officeId, 'aria');
console.log(handle.isOpen, handle.negotiation);
await handle.negotiate(120_000);
const negotiation: SessionNegotiation | null = handle.negotiation;
console.log(handle.isOpen, negotiation?.agentName, negotiation?.capabilities);
console.log((await mi.xmtp.openSession(officeId, 'aria')) === handle);
await handle.send('done');
for await (const m of handle.stream()) {
  if (m.content.includes('done')) break;
  console.log(m.from_agent, m.content);
}
const rest: XMTPMessage[] = await handle.receive({ limit: 10 });
console.log(rest);
await handle.close();
console.log(handle.isOpen);
await mi.close();

// Prints:
// false null
// true aria [ 'chat', 'tasks' ]
// true
// []
// false
