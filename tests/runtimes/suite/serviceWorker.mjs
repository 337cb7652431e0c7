// The suite as a service worker, of a page or of a browser extension: it runs for each message with settings.
import { describe } from './checks.mjs';
import { runtimeName } from './runtimeName.mjs';
import { suite } from './suite.mjs';

globalThis.runSuite = async (settings) => {
  // Who waits for the message hears of a failure, too.
  const results = await suite(settings).catch((error) => [
    { name: 'suite', ok: false, error: describe(error) },
  ]);
  return JSON.stringify({ runtime: runtimeName(), results });
};

globalThis.addEventListener('message', (event) => {
  event.waitUntil(globalThis.runSuite(event.data).then((result) => event.source.postMessage(result)));
});
