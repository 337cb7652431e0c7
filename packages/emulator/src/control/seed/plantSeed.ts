import type { HireRequest } from '@mitosislabs/api';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { USER_PEER } from '../../assumptions.ts';
import type { UserCaller } from '../../core/Caller.ts';
import { ApiError } from '../../errors.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { UserRow } from '../../store/tables/accounts.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { checkSeed } from './checkSeed.ts';
import type {
  Seed,
  SeedAgent,
  Seeded,
  SeedFile,
  SeedMessage,
  SeedOffice,
  SeedTask,
  SeedUser,
} from './Seed.ts';

/**
 * Creates the parts of a seed that do not exist yet, in one transaction.
 *
 * @param firstEmail - The owner of offices that name none.
 * @throws {@link InvalidArgumentError} with the path of the wrong part. Then nothing is created.
 */
export function plantSeed(platform: Platform, seed: Seed, firstEmail: string): Seeded {
  checkSeed(seed);
  const seeded: Seeded = { users: Object.create(null), offices: Object.create(null) };
  const { users = [], offices = [] } = seed;
  return platform.db.transaction(() => {
    for (const [index, user] of users.entries()) {
      at(`seed.users[${index}]`, () => {
        const { id, apiKey } = plantUser(platform, user);
        seeded.users[user.email] = { id, apiKey };
      });
    }
    for (const [index, office] of offices.entries()) {
      seeded.offices[office.name] = plantOffice(platform, office, firstEmail, `seed.offices[${index}]`);
    }
    return { users: { ...seeded.users }, offices: { ...seeded.offices } };
  });
}

function plantUser({ users }: Platform, { email, apiKey }: SeedUser): UserRow & { apiKey: string } {
  const user = users.ensure(email);
  if (apiKey === undefined) return { ...user, apiKey: users.issueKey(user) };
  const known = users.idOfKey(apiKey);
  if (known === undefined) users.addKey(user, apiKey);
  else if (known !== user.id) throw new ApiError(409, 'taken', 'apiKey is the key of another user.');
  return { ...user, apiKey };
}

function plantOffice(
  platform: Platform,
  seed: SeedOffice,
  firstEmail: string,
  path: string,
): Seeded['offices'][string] {
  const { chat, variables } = platform;
  const owner = at(`${path}.owner`, () => platform.users.ensure(seed.owner ?? firstEmail));
  const office = at(path, () => findOffice(platform, seed, owner) ?? createOffice(platform, seed, owner));
  const result: Seeded['offices'][string] = { id: office.id, agentKeys: {}, tasks: {} };
  for (const [index, agent] of (seed.agents ?? []).entries()) {
    at(`${path}.agents[${index}]`, () => {
      const { private_key } = plantAgent(platform, office, agent);
      if (private_key !== null) result.agentKeys[agent.name] = private_key;
    });
  }
  const caller: UserCaller = {
    kind: 'user',
    id: `user:${owner.id}`,
    name: owner.id,
    userId: owner.id,
    admin: false,
  };
  for (const [name, file] of Object.entries(seed.files ?? {})) {
    at(`${path}.files.${name}`, () => {
      if (platform.tables.files.info(office.id, name)) return;
      platform.files.write(office, caller, { name, content: bytesOf(file) });
    });
  }
  for (const [key, value] of Object.entries(seed.env ?? {})) {
    at(`${path}.env.${key}`, () => {
      if (platform.tables.variables.find({ office_id: office.id, key })) return;
      variables.setOfOffice(office, key, value);
    });
  }
  plantTasks(platform, office, seed.tasks ?? [], path, result.tasks);
  const conversed = new Map<string, boolean>();
  for (const [index, message] of (seed.messages ?? []).entries()) {
    at(`${path}.messages[${index}]`, () => {
      const { from, to } = sidesOf(message);
      const pair = JSON.stringify([from, to].sort());
      if (!conversed.has(pair)) conversed.set(pair, chat.haveConversed(office, from, to));
      if (!conversed.get(pair)) chat.seed(office, from, to, message.text);
    });
  }
  return result;
}

/** The office of that name of the owner, if there is one. A fixed id must be the one that it has. */
function findOffice({ tables }: Platform, { id, name }: SeedOffice, owner: UserRow): OfficeRow | undefined {
  if (id === undefined) return tables.offices.find({ owner_id: owner.id, name, archived_at: null });
  const office = tables.offices.find({ id });
  if (!office || (office.owner_id === owner.id && office.name === name && office.archived_at === null)) {
    return office;
  }
  throw new ApiError(409, 'taken', 'id is the id of another office.');
}

function createOffice({ offices }: Platform, { id, name, credits }: SeedOffice, owner: UserRow): OfficeRow {
  return offices.create(name, owner.id, {
    ...(id !== undefined && { id }),
    ...(credits !== undefined && { credits }),
  });
}

function plantAgent({ agents }: Platform, office: OfficeRow, seed: SeedAgent): AgentRow {
  const { name, role = 'general', phase = 'ready', privateKey, hire } = seed;
  const key = privateKey?.toLowerCase();
  const known = agents.find(office, name);
  if (known && key !== undefined && known.private_key !== key) {
    throw new ApiError(409, 'taken', `privateKey is not the key that ${name} has already.`);
  }
  if (known) return known;
  const request = { ...hire, name, role } as HireRequest;
  const bytes = key === undefined ? undefined : new Uint8Array(Buffer.from(key, 'hex'));
  return agents.seed(office, request, phase, bytes);
}

function plantTasks(
  { tables, tasks }: Platform,
  office: OfficeRow,
  seeds: readonly SeedTask[],
  path: string,
  ids: Record<string, string>,
): void {
  if (seeds.length === 0) return;
  const known = new Map(tables.tasks.all({ office_id: office.id }).map(({ title, id }) => [title, id]));
  for (const [
    index,
    { title, description, status = 'queued', assignedTo, priority, result, error },
  ] of seeds.entries()) {
    at(`${path}.tasks[${index}]`, () => {
      const request = {
        title,
        ...(description !== undefined && { description }),
        ...(assignedTo !== undefined && { assigned_to: assignedTo }),
        ...(priority !== undefined && { priority }),
      };
      const state = { status, result: result ?? null, error: error ?? null };
      ids[title] = known.get(title) ?? tasks.seed(office, request, state).id;
    });
  }
}

/** The two sides of a message, by the names that conversations have. */
function sidesOf({ from, to }: SeedMessage): { from: string; to: string } {
  const [one = '', other = ''] = [from, to].map((name) => (name === 'user' ? USER_PEER : name));
  if (one === other) throw new ApiError(400, 'invalid_request', 'from and to must differ.');
  return { from: one, to: other };
}

function bytesOf(file: SeedFile): Uint8Array {
  return Buffer.from(
    typeof file === 'string' ? file : file.base64,
    typeof file === 'string' ? 'utf8' : 'base64',
  );
}

/** Runs work for a part of a seed. A refusal names the part. */
function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isRefusal =
      error instanceof InvalidArgumentError || (error instanceof ApiError && error.status < 500);
    if (!isRefusal) throw error;
    throw new InvalidArgumentError(path, `is refused: ${withoutDot(error.message)}`, { cause: error });
  }
}

function withoutDot(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
