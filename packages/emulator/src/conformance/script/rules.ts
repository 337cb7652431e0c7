import { contract } from '@mitosislabs/api/contract';
import { generateJWT } from '@mitosislabs/auth/jwt';
import { generateKeyPair } from '@mitosislabs/auth/signing';
import * as values from '../../assumptions.ts';
import { field, isSuccess, type Session } from '../Session.ts';
import type { CallerOf, Reply } from '../Target.ts';
import { observeLimit } from './work.ts';

const { offices, credits, extensions, employees, capabilities } = contract;

/** Tries credentials that must be refused, by reading. */
export async function tryCredentials(session: Session): Promise<void> {
  await session.part('trying credentials', async () => {
    const { apiKey, jwtSecret } = session.target.options;
    const wrong = `${apiKey.slice(0, -4)}${apiKey.endsWith('0000') ? '1111' : '0000'}`;
    const stranger = { name: session.runName, key: generateKeyPair().privateKey };
    const cases: [string, CallerOf][] = [
      ['without credentials', 'anonymous'],
      ['with a wrong API key', { bearer: wrong }],
      ['with a token of another secret', { bearer: token('x'.repeat(32)) }],
      ['with the key of an unknown agent', stranger],
    ];
    session.target.hide(wrong);
    for (const [label, as] of cases) {
      const reply = await session.call(offices.list, { as, label, compare: 'nothing' });
      session.behave(`request ${label}`, refusalOf(reply), reply);
    }
    if (jwtSecret === undefined) {
      session.skip('ADMINISTRATORS', 'The JWT secret is not at hand: set MITOSIS_JWT_SECRET.');
      return;
    }
    await tryTokens(session, jwtSecret);
  });
}

function token(secret: string, userId = values.USER_PEER, now = Math.floor(Date.now() / 1000)): string {
  return generateJWT({ botId: '', userId }, secret, { now, expiresIn: 600 });
}

/** Tries first-party tokens. */
async function tryTokens(session: Session, secret: string): Promise<void> {
  const { seconds } = session.target;
  const read = async (userId: string, now = seconds): Promise<Reply> => {
    const bearer = token(secret, userId, now);
    session.target.hide(bearer);
    return session.call(offices.get, { as: { bearer }, compare: 'nothing' });
  };
  const administrators: string[] = [];
  for (const name of [...values.ADMINISTRATORS, `${session.runName}-none`]) {
    if (isSuccess(await read(name))) administrators.push(name);
  }
  session.observe('ADMINISTRATORS', administrators, undefined, false);
  const expired = await read(values.USER_PEER, seconds - 86_400);
  session.behave('request with an expired token', refusalOf(expired), expired);
}

/** Tries signatures: their age limit, and the parts of a request that they cover. */
export async function trySignatures(session: Session): Promise<void> {
  await session.part('trying signatures', async () => {
    const agent = session.me;
    const params = { name: agent.name };
    const accepts = async (skew: number): Promise<[boolean, Reply]> => {
      for (let attempt = 1; ; attempt++) {
        await startOfSecond();
        const start = Date.now();
        const reply = await session.call(employees.presence, {
          params,
          as: { ...agent, skew },
          compare: 'nothing',
        });
        // A request that took long was older than it says when it came.
        if (Date.now() - start < 1_000 || attempt === 10) return [isSuccess(reply), reply];
      }
    };
    const window = values.SIGNATURE_WINDOW_SECONDS;
    await observeWindow(session, window, accepts);
    const [future, reply] = await accepts(window + 5);
    session.behave('request with a signature of the future', future ? 'accepted' : refusalOf(reply), reply);
    const { headers } = session.target.address(capabilities.self, session.inOffice({ as: agent }));
    const other = await session.call(employees.presence, {
      params,
      as: 'anonymous',
      headers,
      compare: 'nothing',
    });
    session.behave('request with the signature of another request', refusalOf(other), other);
    const [query] = ['limit', 'offset'].map((name) =>
      session.target.address(
        employees.activity,
        session.inOffice({ as: agent, params, query: { [name]: 1 } }),
      ),
    );
    const changed = await session.call(employees.activity, {
      params,
      query: { limit: 2 },
      as: 'anonymous',
      headers: query?.headers ?? {},
      compare: 'nothing',
    });
    session.behave('request with a query that is not signed', refusalOf(changed), changed);
  });
}

/** Finds how old a signature may be, to the second. */
async function observeWindow(
  session: Session,
  assumed: number,
  accepts: (skew: number) => Promise<[boolean, Reply]>,
): Promise<void> {
  const [inside] = await accepts(-(assumed - 2));
  const [outside, reply] = await accepts(-(assumed + 3));
  if (inside && !outside) return session.observe('SIGNATURE_WINDOW_SECONDS', assumed, reply);
  let [low, high] = inside ? [assumed + 3, assumed * 64] : [0, assumed - 2];
  let shown = reply;
  const [edge, edgeReply] = await accepts(-high);
  if (inside && edge)
    return session.observe('SIGNATURE_WINDOW_SECONDS', `more than ${high}`, edgeReply, false);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [is, answer] = await accepts(-middle);
    if (is) low = middle;
    else [high, shown] = [middle, answer];
  }
  // The clocks may differ by a second: a window is a round number.
  const near = [low - 1, low, low + 1].find((value) => value % 5 === 0);
  session.observe('SIGNATURE_WINDOW_SECONDS', near ?? low, shown, near !== undefined);
}

/** Waits for the first half of a second. */
async function startOfSecond(): Promise<void> {
  const part = Date.now() % 1000;
  if (part > 500) await new Promise((resolve) => setTimeout(resolve, 1_010 - part));
}

/** Tries `Idempotency-Key` with an operation that can be undone. */
export async function tryIdempotency(session: Session): Promise<void> {
  await session.part('trying idempotency', async () => {
    const headers = { 'Idempotency-Key': `${session.runName}-1` };
    const body = { name: `${session.runName} once` };
    const register = async (more: object = {}, sent: Record<string, string> = headers): Promise<Reply> =>
      session.call(extensions.register, { body: { ...body, ...more }, headers: sent, compare: 'nothing' });
    const first = await register();
    if (!isSuccess(first)) throw new Error(`extensions.register answered ${first.status}`);
    const undo = (reply: Reply): void => {
      const id = field(reply, 'id');
      if (isSuccess(reply) && typeof id === 'string')
        session.made(`extension ${id}`, extensions.delete, { params: { extId: id } });
    };
    undo(first);
    const replayed = (reply: Reply): string => reply.headers.get('idempotent-replayed') ?? '(missing)';
    session.behave('idempotency: Idempotent-Replayed of the first answer', replayed(first), first);
    const again = await register();
    if (field(again, 'id') !== field(first, 'id')) undo(again);
    const isSame = again.status === first.status && again.text === first.text;
    session.behave(
      'idempotency: a repeated request gets the first answer',
      isSame ? 'yes' : `no (${again.status})`,
      again,
    );
    session.behave('idempotency: Idempotent-Replayed of a repeated answer', replayed(again), again);
    const different = await register({ manifest: { changed: true } });
    undo(different);
    session.behave('idempotency: the same key with another request', refusalOf(different), different);
    const invalid = await register({}, { 'Idempotency-Key': 'k'.repeat(256) });
    undo(invalid);
    session.behave('idempotency: a key of 256 characters', refusalOf(invalid), invalid);
    const failing = { body: { name: ' ' }, headers: { 'Idempotency-Key': `${session.runName}-2` } };
    const failed = await session.call(extensions.register, { ...failing, compare: 'nothing' });
    const repeated = await session.call(extensions.register, { ...failing, compare: 'nothing' });
    session.behave(
      'idempotency: a failure is not kept',
      `${failed.status}, then ${repeated.status}, ${replayed(repeated)}`,
      repeated,
    );
  });
}

/** Tries bodies at the limits. The platform refuses their content, or does not store them. */
export async function tryBodies(session: Session): Promise<void> {
  await session.part('trying large and nested bodies', async () => {
    const { create } = contract.tasks;
    // An empty title is refused with 400 after the size was accepted: nothing is created.
    const ofSize = async (size: number): Promise<Reply> => {
      const frame = JSON.stringify({ title: '', description: '' });
      const body = frame.replace('"description":""', `"description":"${'x'.repeat(size - frame.length)}"`);
      return accepted(await session.call(create, { body, compare: 'nothing' }), 413);
    };
    await observeLimit(session, 'BODY.jsonBytes', values.BODY.jsonBytes, ofSize);
    const ofDepth = async (depth: number): Promise<Reply> => {
      const inner = `${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}`;
      const body = `{"name":"${session.runName} deep ${depth}","manifest":{"a":${inner.slice(1, -1) || '1'}}}`;
      const reply = await session.call(extensions.register, { body, compare: 'nothing' });
      const id = field(reply, 'id');
      if (isSuccess(reply) && typeof id === 'string')
        session.made(`extension ${id}`, extensions.delete, { params: { extId: id } });
      return reply;
    };
    await observeLimit(session, 'BODY.depth', values.BODY.depth, ofDepth);
    const cases: [string, { body: unknown; headers?: Record<string, string> }][] = [
      ['is not JSON', { body: '{' }],
      ['is a list', { body: '[]' }],
      ['is of another type', { body: 'x', headers: { 'Content-Type': 'text/plain' } }],
      ['has a wrong field', { body: { title: 5 } }],
      ['has no fields', { body: {} }],
    ];
    for (const [label, input] of cases) {
      const reply = await session.call(create, { ...input, compare: 'nothing' });
      session.behave(`request whose body ${label}`, refusalOf(reply), reply);
      if (label === 'has a wrong field') {
        session.behave(
          'a refusal of a body names the field',
          /\btitle\b/.test(String(field(reply, 'error'))),
          reply,
        );
      }
    }
    const twice = await session.call(credits.history, { query: { limit: 'many' }, compare: 'nothing' });
    session.behave('request whose query has a wrong value', refusalOf(twice), twice);
  });
}

/** Shows an answer as accepted unless it has the status that means the limit. */
function accepted(reply: Reply, limit: number): Reply {
  return reply.status === limit || reply.status === 0 ? reply : { ...reply, status: 200 };
}

/** How a request was refused: status, code, and the headers that belong to it. */
function refusalOf(reply: Reply): string {
  if (isSuccess(reply)) return `accepted (${reply.status})`;
  const code = field(reply, 'code');
  const shape = typeof field(reply, 'error') === 'string' ? '' : ', without a text in error';
  const challenge =
    reply.status === 401 && !reply.headers.has('www-authenticate') ? ', without WWW-Authenticate' : '';
  return `${reply.status} ${typeof code === 'string' ? code : '(no code)'}${shape}${challenge}`;
}
