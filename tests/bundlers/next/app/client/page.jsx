'use client';
import { MitosisClient } from '@mitosislabs/sdk';
// @boundaries-ignore Next.js installs it: this page is built in a folder of its own.
import { useEffect, useState } from 'react';

/** A page whose calls are made in the browser. Its address has what they need: `#<API key>/<office>/<key of aria, hex>`. */
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
  const [apiKey, officeId, hex = ''] = hash.slice(1).split('/');
  const mi = new MitosisClient({ endpoint: origin, dashboardEndpoint: origin, apiKey });
  const isUp = await mi.health();
  const signingKey = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const aria = mi.as({ agentId: 'aria', signingKey });
  const { ok: signed } = await aria.verifyAuth();
  await mi.files.upload(officeId, 'a.txt', new TextEncoder().encode('hello'));
  const text = await (await mi.files.download(officeId, 'a.txt')).text();
  const session = await mi.xmtp.openSession(officeId, 'aria');
  const result = { isUp, signed, text, session: session.state };
  await mi.close();
  return result;
}
