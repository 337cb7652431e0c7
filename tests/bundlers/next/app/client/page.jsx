'use client';
import { MitosisClient } from '@mitosislabs/sdk';
// @boundaries-ignore Next.js installs it: this page is built in a folder of its own.
import { useEffect, useState } from 'react';

/** A page whose calls are made in the browser. */
export default function Page() {
  const [text, setText] = useState('');
  useEffect(() => {
    const mi = new MitosisClient({ endpoint: window.location.origin, apiKey: 'mi_example' });
    void mi.health().then((isUp) => setText(`client: ${isUp}`));
  }, []);
  return <output>{text}</output>;
}
