// A program for Node as an app would have it: signed in by the environment, with files, a signature and a session.
import { generateKeyPair, MitosisClient } from '@mitosislabs/sdk';

async function main() {
  const mi = await MitosisClient.fromConfig();
  const office = await mi.offices.create({ name: 'bundled', forceCreate: true });
  const { publicKey, privateKey } = generateKeyPair();
  await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
  const aria = mi.as({ agentId: 'aria', signingKey: privateKey });
  await mi.files.upload(office.id, 'a.txt', new TextEncoder().encode('hello'));
  await mi.files.downloadTo(office.id, 'a.txt', 'downloaded.txt', { overwrite: true });
  const session = await mi.xmtp.openSession(office.id, 'aria');
  const result = {
    signed: (await aria.verifyAuth()).ok,
    keys: await mi.keystore.listAgentKeys(office.id),
    hasKeychain: await mi.keystore.hasKeychain(),
    session: session.state,
  };
  await mi.close();
  process.stdout.write(JSON.stringify(result));
}

main().catch((error) => {
  process.stdout.write(JSON.stringify({ code: error.code, hint: error.hint, message: String(error) }));
});
