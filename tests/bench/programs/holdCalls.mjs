// Makes calls through one client, and sends the memory of the process after each step, in MB above its memory before the first.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { clientOf, cpuPerCall } from '../support/clients.mjs';

const [endpoint, name, step, steps] = process.argv.slice(2);

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

async function held() {
  // Objects that one collection finalizes are freed by the next one.
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

const { get: call } = await clientOf(name, endpoint);
const before = await held();
const values = [0];
for (let index = 0; index < Number(steps); index++) {
  await cpuPerCall(call, Number(step), 50);
  values.push((await held()) - before);
}
process.send(values, () => process.exit());
