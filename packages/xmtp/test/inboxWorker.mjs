// A process that handles the messages of an inbox until it is killed: it prints each one and marks it as handled.
import { writeSync } from 'node:fs';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '../src/index.ts';

const [endpoint, folder, consumer] = process.argv.slice(2);
const transport = new Transport({ endpoint, apiKey: 'mi_test' });
const session = await new XMTPChannel(new XMTPAPI(transport)).openSession('office', consumer);
writeSync(1, 'started\n');
const inbox = await session.inbox({ consumer, folder });
writeSync(1, 'open\n');
await inbox.run(({ content }) => void writeSync(1, `${content}\n`));
