// A worker that makes everything when its module is loaded, before there is a request, and keeps it between requests.
import { defineAgent } from '@mitosislabs/agent';
import { EmployeesAPI, OfficesAPI, XMTPAPI } from '@mitosislabs/api';
import { generateKeyPair, MitosisClient } from '@mitosislabs/sdk';
import { fetchWire, Transport } from '@mitosislabs/transport';
import { XMTPChannel, XMTPSession } from '@mitosislabs/xmtp';

const { endpoint, dashboardEndpoint, apiKey } = globalThis.settings;
const config = { endpoint, dashboardEndpoint, apiKey, timeout: 120_000, attemptTimeout: 60_000 };
const mi = new MitosisClient(config);
const transport = new Transport({ ...config, wire: fetchWire() });
const api = new XMTPAPI(transport);
const channel = new XMTPChannel(api);
const session = new XMTPSession(api, 'office', 'aria');
const offices = new OfficesAPI(transport);
const employees = new EmployeesAPI(transport);
const signer = new Transport({ endpoint, jwt: { jwtSecret: globalThis.settings.jwtSecret } });
const agent = defineAgent({ onMessage: (_, reply) => reply.send('hello') });
const made = [mi, channel, session, offices, employees, signer, agent];

let officeId;
/** The state that the first request opens. The second request uses it. */
let kept;
let hasSecondEnded = false;

/** Waits for the other request, by looking: a promise of its own would be its request's. */
async function until(check) {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function ask(one, text) {
  await one.send(text);
  for await (const { content } of one.stream(50)) return content;
  return undefined;
}

/** Opens a session and keeps it open until the second request has ended. */
async function first() {
  const office = await mi.offices.create({ name: 'kept', forceCreate: true });
  for (const name of ['aria', 'bob']) {
    await mi.employees.hire(office.id, { name });
    await mi.employees.waitUntilReady(office.id, name);
  }
  officeId = office.id;
  kept = await mi.xmtp.openSession(officeId, 'aria');
  const before = await ask(kept, 'one');
  const own = kept;
  await until(() => hasSecondEnded);
  const after = await ask(own, 'two');
  const isKnown = (await mi.xmtp.openSession(officeId, 'aria')) === own;
  await mi.close();
  return { before, after, isKnown, state: own.state };
}

/** Runs while the first one has its session open. */
async function second() {
  await until(() => kept?.capabilities.length > 0);
  try {
    const refused = await kept.send('not mine').catch((error) => [error.code, error.hint]);
    await kept.close();
    const known = [mi.xmtp.getSession(officeId, 'aria') === undefined, mi.xmtp.listSessions().length];
    const own = await mi.xmtp.openSession(officeId, 'aria');
    const answer = await ask(await mi.xmtp.openSession(officeId, 'bob'), 'three');
    const group = await mi.xmtp.createGroup(officeId, { name: 'all', members: ['aria'] });
    await (await mi.xmtp.openGroup(officeId, group.id)).receive();
    await mi.close();
    return { refused, known, isAnother: own !== kept, answer, state: own.state };
  } finally {
    hasSecondEnded = true;
  }
}

async function plain() {
  const lists = await Promise.all([
    mi.offices.list(),
    offices.list(),
    mi.health(),
    signer.request('GET', '/healthz', { as: 'none' }),
  ]);
  return { made: made.length, calls: lists.length, key: generateKeyPair().publicKey.length };
}

const answers = { '/first': first, '/second': second, '/plain': plain };

export default {
  async fetch(request) {
    try {
      return Response.json(await answers[new URL(request.url).pathname]());
    } catch (error) {
      return new Response(`${error.stack}`, { status: 500 });
    }
  },
};
