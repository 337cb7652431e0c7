// A program that may run anywhere. Its settings are `globalThis.settings`.
import { generateKeyPair, MitosisClient } from '@mitosislabs/sdk';

const { endpoint, dashboardEndpoint, apiKey } = globalThis.settings;
const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });

async function main() {
  const office = await mi.offices.create({ name: 'bundled', forceCreate: true });
  const { publicKey, privateKey } = generateKeyPair();
  await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
  const aria = mi.as({ agentId: 'aria', signingKey: privateKey });
  await mi.files.upload(office.id, 'a.txt', new TextEncoder().encode('hello'));
  const text = await (await mi.files.download(office.id, 'a.txt')).text();
  const session = await mi.xmtp.openSession(office.id, 'aria');
  const result = { signed: (await aria.verifyAuth()).ok, text, session: session.state };
  await mi.close();
  return result;
}

globalThis.result = main();
