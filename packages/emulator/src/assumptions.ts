/*
 * The behavior of the emulator that is not obvious. (S): stated by the product description. (R): recorded from a reference
 * client. (A): assumed, because neither says; change it here if the platform behaves otherwise. (O): observed on a live
 * platform by `mi conformance`. `src/conformance/assumptions.ts` says how each one is checked.
 */
import { SDK_USER } from '@mitosislabs/auth/authenticators';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** (A) The credits of a new office. */
export const INITIAL_CREDITS = 1_000;

/** (A) Prices, in credits. */
export const PRICES = {
  /** Once, when an agent is hired. */
  hire: 5,
  /** When an agent has answered a message. */
  message: 1,
  /** When an agent has completed or failed a task. */
  task: 3,
  /** For each hour of one core that an agent runs. */
  coreHour: 1,
} as const;

/** (A) The price of a credit in US dollars, for the cost in LLM usage. */
export const DOLLARS_PER_CREDIT = 0.01;
/** (A) The smallest charge for running time, in credits, so that the ledger stays readable. */
export const SMALLEST_COMPUTE_CHARGE = 0.01;

/** (S) Hires in one office: 3 in 10 minutes, then 429. Refused hires do not count (A). */
export const HIRE_LIMIT = { count: 3, windowMs: 10 * MINUTE } as const;

/** (A) A Kubernetes label. */
export const AGENT_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** (R) Tiers are `opus`, `sonnet`, `haiku` and any other text. The default (A). */
export const DEFAULT_MODEL = { tier: 'sonnet', provider: 'anthropic' } as const;
/** (A) The resources of an agent's pod by default. */
export const DEFAULT_RESOURCES = { cores: 1, memoryGiB: 2 } as const;
/** (A) How long an agent is `provisioning` before it is started, by default. */
export const READY_AFTER_MS = 300;
/** (R) Agents report every 30 s; after 2 minutes without a report they show as offline. */
export const HEARTBEAT = { everyMs: 30 * SECOND, offlineAfterMs: 2 * MINUTE } as const;
/** (A) The field of `customConfig` with an agent's public key, in hex. */
export const PUBLIC_KEY_FIELD = 'publicKey';
/** (A) The number of log lines that are kept, and that `logs` returns without `tail`. */
export const LOG_LINES = 1_000;

/** (R) The name under which users write to agents. */
export const USER_PEER = SDK_USER;
/** (R) The user that first-party tokens name by default: an administrator. `admin` is one too (A). */
export const ADMINISTRATORS: readonly string[] = [USER_PEER, 'admin'];
/** (A) The categories of activity. A query has one or more, separated by commas (R). */
export const CATEGORIES = [
  'task',
  'message',
  'standup',
  'session',
  'xmtp',
  'lifecycle',
  'chat',
  'terminal',
] as const;
/** (A) The number of messages that a request returns without `limit`, and at most. */
export const MESSAGES = { usual: 50, most: 1_000 } as const;
/** (A) The number of entries that a request for a paged list returns without `limit`, and at most. */
export const PAGE = { usual: 50, most: 1_000 } as const;

/** (A) The number of tasks that a request returns without `limit`, and at most: the newest, oldest first. */
export const TASKS = { usual: 1_000, most: 10_000 } as const;

/** (S) Signatures older than 60 s are refused; more than 60 s in the future too (A). */
export const SIGNATURE_WINDOW_SECONDS = 60;
/** (A) How long the response for an `Idempotency-Key` is kept, in ms. */
export const IDEMPOTENCY_MS = 24 * 60 * MINUTE;

/** (A) The limits of request bodies: the bytes and the nesting of JSON, the bytes of an uploaded file. */
export const BODY = { jsonBytes: 1024 * 1024, depth: 64, fileBytes: 64 * 1024 * 1024 } as const;
/** (A) The greatest length of a response, in characters; more is refused with 413. */
export const ANSWER_CHARACTERS = 64 * 1024 * 1024;
/** (A) The greatest length of an agent's spec, or an office's settings, as JSON. */
export const SPEC_CHARACTERS = 4 * 1024 * 1024;
/** (A) The greatest length of a file name, in bytes of UTF-8. */
export const FILE_NAME_BYTES = 1_024;
/** (A) The number of file changes and of events that an office keeps. */
export const REMEMBERED = { fileChanges: 1_000, events: 10_000 } as const;
/** (A) The interval of comments in an idle event stream, in ms. */
export const STREAM_COMMENT_MS = 15 * SECOND;
/** (A) The quota of an office until another one is set. */
export const QUOTA = { cpu: '64', memory: '128Gi', pods: 100, tier: 'standard' } as const;

/** (A) The time after which an agent that ended by itself is started again, in ms. */
export const POD_RESTART_MS = SECOND;
/** (A) How long the sign-in page can be used after it was opened, in ms. */
export const SIGN_IN_MS = 10 * MINUTE;

/** (A) All models. Models of other providers than the platform's own need a key of the office. */
export const MODELS = [
  { provider: 'anthropic', model_id: 'opus', name: 'Opus' },
  { provider: 'anthropic', model_id: 'sonnet', name: 'Sonnet' },
  { provider: 'anthropic', model_id: 'haiku', name: 'Haiku' },
  { provider: 'openai', model_id: 'gpt', name: 'GPT' },
  { provider: 'google', model_id: 'gemini', name: 'Gemini' },
] as const;
/** (A) The integration whose key `syncClaudeCodeKey` gives to agents, and the variable that holds it. */
export const CLAUDE_CODE = { integration: 'claude-code', variable: 'ANTHROPIC_API_KEY' } as const;

/**
 * (A) The roles of agents. Any other role has the permissions of `general`. The contract's table of access has the permission
 * for each operation. A delegate may also call the operations that its permissions name, `credits:add` for `credits.add`.
 */
export const ROLES = [
  {
    name: 'general',
    permissions: [
      'tasks:work',
      'messages:send',
      'files:read',
      'files:write',
      'browser:use',
      'workspace:exec',
    ],
  },
  {
    name: 'researcher',
    permissions: ['tasks:work', 'messages:send', 'files:read', 'files:write', 'browser:use'],
  },
  {
    name: 'engineer',
    permissions: ['tasks:work', 'messages:send', 'files:read', 'files:write', 'workspace:exec'],
  },
  { name: 'reviewer', permissions: ['tasks:work', 'messages:send', 'files:read'] },
] as const;

/** (A) The extensions that are in the marketplace from the start. */
export const MARKETPLACE = [
  { id: 'kanban', name: 'Kanban', description: 'The tasks of an office as a board.', author: 'Mitosis Labs' },
  {
    id: 'daily-digest',
    name: 'Daily digest',
    description: 'A summary of the work, each evening.',
    author: 'Mitosis Labs',
  },
] as const;

/**
 * (R) `PUT /env` takes a map of names, or one variable in these fields. (A) A body that has `key` and `value`, and nothing
 * but `scope` beside them, is one variable. A `scope` that is the name of an agent sets that agent's own variable; any
 * other sets the office's.
 */
export const ENV_FIELDS: readonly string[] = ['key', 'value', 'scope'];
/** (A) The names that environment variables can have (POSIX). */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** (A) The size of an office's drive, in bytes; writes beyond it are refused with 507. */
export const DRIVE_BYTES = 512 * 1024 * 1024;
/** (A) The size of an emulator without a data folder, in bytes; writes beyond it are refused with 507. */
export const MEMORY_BYTES = 1024 * 1024 * 1024;

/** (A) The limits of `workspace.exec`. */
export const EXEC = {
  timeoutMs: 30_000,
  commandCharacters: 10_000,
  /** The length of a command's arguments, with its file names and variables. */
  argumentCharacters: 1024 * 1024,
  /** The programs of one pipeline. */
  stages: 64,
  /** The output returned. */
  outputBytes: 1_000_000,
  /** The memory of all command lines: files read, and data written or sorted. */
  memoryBytes: 256 * 1024 * 1024,
} as const;
