// The suite as a script of a web page: it asks the server that the page is from for its settings, and leaves the result
// on the page.
import { runtimeName } from './runtimeName.mjs';
import { suite } from './suite.mjs';

const results = await suite(await (await fetch('/settings.json')).json());
document.querySelector('output').textContent = JSON.stringify({ runtime: runtimeName(), results });
