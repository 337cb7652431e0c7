import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract, type Endpoint, fieldsOf, type Group } from '@mitosislabs/api/contract';
import { agentAuthenticator } from '@mitosislabs/auth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from './store/Database.ts';
import { randomOf, UNKNOWN, valueFor } from './testing/fuzz.ts';
import { startWorld, type World } from './testing/world.ts';

/** Operations that put an office or an agent away. */
const ENDS = /delete|suspend|archive|transfer|install|lifecycle|rotateCred|employees\.update/;
/** Requests to each operation. `FUZZ_REQUESTS=1000` makes it a long run; `FUZZ_SEED` repeats one. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 10);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

const endpoints: Endpoint[] = Object.values(contract as Readonly<Record<string, Group>>).flatMap((group) =>
  Object.values(group),
);

let world: World;
let folder: string;
let signingKey: Uint8Array;
let time = Date.UTC(2030, 0, 1);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  world = await startWorld({ brain: 'none', data: folder, now: () => time });
});
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true });
});

/** An office with a resource for each path parameter. */
async function stage(): Promise<Record<string, string[]>> {
  time += 3_600_000;
  const { owner } = world;
  const id = await world.officeWith('aria', 'bo');
  const task = await owner.tasks.create(id, { title: 'one', assigned_to: 'aria' });
  const group = await owner.xmtp.createGroup(id, { members: ['aria'] });
  await owner.files.upload(id, 'file.md', new TextEncoder().encode('text'));
  await owner.messages.send(id, { to: 'aria', content: 'hello' });
  signingKey = world.emulator.agentKey(id, 'aria');
  await owner.delegates.create(id, 'bo', { permissions: ['employees:update'] });
  return {
    officeId: [id],
    name: ['aria', 'bo'],
    agentName: ['aria', 'bo'],
    agentId: ['aria', 'bo'],
    peerName: ['admin-sdk', 'bo'],
    conversationId: ['aria', 'admin-sdk'],
    taskId: [task.id],
    groupId: [group.id],
    filename: ['file.md'],
  };
}

test(
  `behavior: answers no request with 500 (FUZZ_SEED=${SEED})`,
  async () => {
    const random = randomOf(SEED);
    const failures: string[] = [];
    const statuses = new Map<number, number>();
    let names = await stage();
    for (const endpoint of endpoints) {
      const [method = '', route = ''] = endpoint.route.split(' ');
      for (let round = 0; round < REQUESTS; round++) {
        const path = route.replace(/\{(\w+)\}/g, (_, name: string) => {
          const known = names[name];
          const isKnown = known !== undefined && (name === 'officeId' || random.chance(0.8));
          return encodeURIComponent(isKnown ? random.of(known) : random.text());
        });
        const query = new URLSearchParams();
        for (const [name, field] of Object.entries(fieldsOf(endpoint.query))) {
          if (random.chance(0.7)) query.append(name, String(valueFor(field, random)));
        }
        const target = query.size > 0 ? `${path}?${query}` : path;
        const proof = random.chance(0.3)
          ? await agentAuthenticator({ agentId: 'aria', signingKey }).authorize({ method, target, time })
          : { Authorization: `Bearer ${world.emulator.apiKey}` };
        const form = new FormData();
        form.append(endpoint.multipart ?? '', new Blob([random.text()]), random.text());
        const json = endpoint.body && JSON.stringify(valueFor(endpoint.body, random));
        const abort = new AbortController();
        const answer = await fetch(world.emulator.endpoint + target, {
          method,
          headers: { ...proof, ...(json !== undefined && { 'Content-Type': 'application/json' }) },
          signal: abort.signal,
          ...(json !== undefined && { body: json }),
          ...(endpoint.multipart !== undefined && { body: form }),
        });
        const { status } = answer;
        const isStream = answer.headers.get('content-type') === 'text/event-stream';
        if (isStream) abort.abort();
        const text = isStream ? '' : await answer.text();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // 501 is for paths without a name in them: there is no such route.
        if (status >= 500 && status !== 501)
          failures.push(`${method} ${target} ${json ?? ''} → ${status} ${text}`);
        if (status >= 400) expect(JSON.parse(text)).toMatchObject({ error: expect.any(String) });
        // Archived, suspended or re-keyed agents would refuse the rest.
        if (status < 300 && ENDS.test(endpoint.name)) {
          names = await stage();
        }
      }
    }
    expect(failures).toEqual([]);
    // Every kind was tried.
    for (const status of [200, 204, 400, 403, 404]) expect(statuses.get(status)).toBeGreaterThan(0);
    await world.close();
    const db = new Database(join(folder, 'emulator.db'));
    const tables = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'");
    const rows = tables.flatMap(({ name }) =>
      // Not the answers that are kept for keys, nor bytes.
      name === 'files' ? [] : db.all<object>(`SELECT * FROM "${name}"`).map((row) => ({ name, row })),
    );
    db.close();
    expect(rows.length).toBeGreaterThan(endpoints.length);
    expect(rows.filter(({ row }) => JSON.stringify(row).includes(UNKNOWN))).toEqual([]);
  },
  24_000 * REQUESTS,
);
