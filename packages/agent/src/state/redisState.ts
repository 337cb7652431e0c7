import { assertOptions, assertText, InvalidArgumentError, type OptionNames } from '@mitosislabs/auth/errors';
import type { AgentLease, AgentState, StateView } from './AgentState.ts';

/** The part of a client of `redis` that {@link redisState} uses. */
export interface RedisClient {
  /** Runs a Lua script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Adds a listener. */
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** Options of {@link redisState}. */
export interface RedisStateOptions {
  /** A connected client: `await createClient({ url }).connect()`. Its owner closes it after the agents have stopped. */
  client: RedisClient;
  /** The prefix of all keys. Fleets that share a server need different ones. Default: `mitosis`. */
  prefix?: string | undefined;
}

const redisOptions: OptionNames<RedisStateOptions> = { client: true, prefix: true };

// Keys: 1 the time until which each process is alive, 2 their notes, 3 the lease of each agent ("fence process"),
// 4 memories, 5 the lease and revision of each memory ("fence revision").
const CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function alive(process)
  local till = redis.call('ZSCORE', KEYS[1], process)
  return till and tonumber(till) > now
end
local function lease(agent)
  local fence, process = string.match(redis.call('HGET', KEYS[3], agent) or '', '^(%d+) (.*)$')
  return tonumber(fence) or 0, process or ''
end
local function free(agent, fence)
  redis.call('HSET', KEYS[3], agent, string.format('%.0f ', fence))
end
`;

const BEAT = `${CLOCK}
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
for _, process in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))) do
  redis.call('ZREM', KEYS[1], process)
  redis.call('HDEL', KEYS[2], process)
end
return { redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]) }
`;

// The number is at least the time, so that it also grows if the server has lost the last one.
const CLAIM = `${CLOCK}
local taken = {}
if not alive(ARGV[1]) then return taken end
for index = 2, #ARGV do
  local agent = ARGV[index]
  local fence, process = lease(agent)
  if process == '' or not alive(process) then
    local text = string.format('%.0f', math.max(fence + 1, now))
    redis.call('HSET', KEYS[3], agent, text .. ' ' .. ARGV[1])
    table.insert(taken, agent)
    table.insert(taken, text)
  end
end
return taken
`;

const RELEASE = `${CLOCK}
for index = 1, #ARGV, 3 do
  local fence, process = lease(ARGV[index])
  if process == ARGV[index + 1] and fence == tonumber(ARGV[index + 2]) then free(ARGV[index], fence) end
end
`;

const LEAVE = `${CLOCK}
local all = redis.call('HGETALL', KEYS[3])
for index = 1, #all, 2 do
  local fence, process = lease(all[index])
  if process == ARGV[1] then free(all[index], fence) end
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
`;

const LOAD = `return redis.call('HGET', KEYS[4], ARGV[1])`;

const SAVE = `${CLOCK}
local fence, process = lease(ARGV[1])
if process ~= ARGV[2] or fence ~= tonumber(ARGV[3]) then return 0 end
local by, revision = string.match(redis.call('HGET', KEYS[5], ARGV[1]) or '', '^(%d+) (%d+)$')
if tonumber(by) == fence and tonumber(revision) > tonumber(ARGV[5]) then return 0 end
redis.call('HSET', KEYS[4], ARGV[1], ARGV[4])
redis.call('HSET', KEYS[5], ARGV[1], string.format('%.0f ', fence) .. ARGV[5])
return 1
`;

/**
 * Keeps the state of a fleet in Redis 5 or later, or Valkey. The server's clock counts, and scripts make each step atomic. What is
 * lost with the server is lost for the agents too: turn `appendonly` on, and `appendfsync always` if not even the last second
 * may be missing. Use `maxmemory-policy noeviction`. All keys share one slot of a cluster.
 *
 * @param options - The client, and the prefix of the keys.
 * @returns the state, for `agent.run` and `runFleet` in each process.
 * @throws {@link InvalidArgumentError} when an option is invalid.
 *
 * @example
 * ```ts
 * import { redisState } from '@mitosislabs/agent/redis';
 * import { createClient } from 'redis';
 *
 * const client = await createClient({ url: 'redis://127.0.0.1:6379' }).connect();
 * const state = redisState({ client });
 * ```
 */
export function redisState(options: RedisStateOptions): AgentState {
  assertOptions('options', options, redisOptions);
  const { client, prefix = 'mitosis' } = options;
  if (typeof Reflect.get(Object(client), 'eval') !== 'function') {
    throw new InvalidArgumentError('client', 'must be a client of `redis`');
  }
  assertText('prefix', prefix);
  // Without a listener, a lost connection would end the process. The client connects again by itself.
  client.on('error', () => undefined);
  const keys = ['processes', 'notes', 'leases', 'memories', 'revisions'].map((name) => `{${prefix}}:${name}`);
  const run = (script: string, ...args: string[]): Promise<unknown> =>
    client.eval(script, { keys, arguments: args });

  return {
    async beat(process, note, ttlMs): Promise<StateView> {
      const [notes, leases] = (await run(BEAT, process, note, String(ttlMs))) as [string[], string[]];
      return {
        processes: pairsOf(notes).map(([id, text]) => ({ id, note: text })),
        leases: pairsOf(leases).flatMap(([agent, text]) => leaseOf(agent, text)),
      };
    },
    async claim(process, agents) {
      const taken = pairsOf((await run(CLAIM, process, ...agents)) as string[]);
      return taken.map(([agent, fence]) => ({ agent, process, fence: Number(fence) }));
    },
    async release(leases) {
      await run(RELEASE, ...leases.flatMap(({ agent, process, fence }) => [agent, process, String(fence)]));
    },
    async leave(process) {
      await run(LEAVE, process);
    },
    async load({ agent }) {
      const text = await run(LOAD, agent);
      return typeof text === 'string' ? text : undefined;
    },
    async save({ agent, process, fence }, text, revision) {
      return (await run(SAVE, agent, process, String(fence), text, String(revision))) === 1;
    },
  };
}

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < flat.length; index += 2) pairs.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return pairs;
}

/** Reads a lease. A released one has no process. */
function leaseOf(agent: string, text: string): AgentLease[] {
  const space = text.indexOf(' ');
  const process = text.slice(space + 1);
  return process === '' ? [] : [{ agent, process, fence: Number(text.slice(0, space)) }];
}
