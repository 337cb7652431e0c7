'use client';
import { MitosisClient } from '@mitosislabs/sdk';
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
