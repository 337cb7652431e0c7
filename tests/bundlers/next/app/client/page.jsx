'use client';
import { generateKeyPair, MitosisClient } from '@mitosislabs/sdk';
// @boundaries-ignore Next.js installs it: this page is built in a folder of its own.
import { useEffect, useState } from 'react';

/** A page whose calls are made in the browser. Its key is in the address. */
export default function Page() {
  const [text, setText] = useState('');
  useEffect(() => {
    main().then(
      (result) => setText(JSON.stringify(result)),
      (error) => setText(`${error.stack}`),
    );
  }, []);
  return <output>{text}</output>;
}

async function main() {
  const { origin, hash } = window.location;
  const mi = new MitosisClient({ endpoint: origin, dashboardEndpoint: origin, apiKey: hash.slice(1) });
  const isUp = await mi.health();
  const office = await mi.offices.create({ name: 'client', forceCreate: true });
  const { publicKey, privateKey } = generateKeyPair();
  await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
  const aria = mi.as({ agentId: 'aria', signingKey: privateKey });
  const { ok: signed } = await aria.verifyAuth();
  await mi.files.upload(office.id, 'a.txt', new TextEncoder().encode('hello'));
  const text = await (await mi.files.download(office.id, 'a.txt')).text();
  const session = await mi.xmtp.openSession(office.id, 'aria');
  const result = { isUp, signed, text, session: session.state };
  await mi.close();
  return result;
}
