import * as values from '../assumptions.ts';

/** An assumption about the platform that can be observed from outside. */
interface CheckedAssumption {
  /** The name of the constant, with the path of a part. */
  readonly name: string;
  /** The source: (S)tated, (R)ecorded, (A)ssumed. */
  readonly mark: 'S' | 'R' | 'A';
  readonly value: unknown;
  /** How it is checked. */
  readonly check: string;
}

/** An assumption that cannot be observed from outside. */
interface UntriedAssumption {
  readonly name: string;
  readonly mark: 'S' | 'R' | 'A';
  readonly value: unknown;
  /** Why it cannot be tried. */
  readonly untried: string;
}

/** An assumption of `src/assumptions.ts`, joined with its source and its check. */
export type Assumption = CheckedAssumption | UntriedAssumption;

const { PRICES, HIRE_LIMIT, DEFAULT_MODEL, DEFAULT_RESOURCES, HEARTBEAT, MESSAGES, PAGE, TASKS } = values;
const { BODY, REMEMBERED, QUOTA, CLAUDE_CODE, EXEC } = values;
const OWN_LIMIT = 'The limit protects the machine that runs the emulator.';
const OWN_TIME = 'It is a time of the emulator; a platform takes as long as it takes.';

/** Each assumption, in the order of `src/assumptions.ts`. A test proves that none is missing. */
export const assumptions: readonly Assumption[] = [
  checked('A', 'INITIAL_CREDITS', values.INITIAL_CREDITS, 'the first entry in the ledger of the office'),
  checked('A', 'PRICES.hire', PRICES.hire, 'the charge for an agent that it hires'),
  checked('A', 'PRICES.message', PRICES.message, 'the charge for a message that its agent answers'),
  checked('A', 'PRICES.task', PRICES.task, 'the charge for a task that its agent completes'),
  checked('A', 'PRICES.coreHour', PRICES.coreHour, 'the charge for running time, by the core-hours in usage'),
  checked(
    'A',
    'DOLLARS_PER_CREDIT',
    values.DOLLARS_PER_CREDIT,
    'cost by credits in the LLM usage of its agent',
  ),
  checked(
    'A',
    'SMALLEST_COMPUTE_CHARGE',
    values.SMALLEST_COMPUTE_CHARGE,
    'the smallest charge for running time in usage; a smaller one differs',
  ),
  checked('S', 'HIRE_LIMIT.count', HIRE_LIMIT.count, 'hires until one is refused with 429'),
  checked('S', 'HIRE_LIMIT.windowMs', HIRE_LIMIT.windowMs, '`Retry-After` of the refused hire'),
  checked('A', 'AGENT_NAME', values.AGENT_NAME.source, 'names at the edges: which are refused'),
  checked('A', 'DEFAULT_MODEL.tier', DEFAULT_MODEL.tier, 'the model of an agent that was hired without one'),
  checked(
    'A',
    'DEFAULT_MODEL.provider',
    DEFAULT_MODEL.provider,
    'the provider of an agent that was hired without one',
  ),
  untried(
    'A',
    'DEFAULT_RESOURCES.cores',
    DEFAULT_RESOURCES.cores,
    'Only the ratio of memory to cores shows in usage; see DEFAULT_RESOURCES.memoryGiB.',
  ),
  checked(
    'A',
    'DEFAULT_RESOURCES.memoryGiB',
    DEFAULT_RESOURCES.memoryGiB,
    'memory by core-hours in usage, with one core',
  ),
  untried('A', 'READY_AFTER_MS', values.READY_AFTER_MS, OWN_TIME),
  untried('R', 'HEARTBEAT.everyMs', HEARTBEAT.everyMs, 'The agent decides how often it reports.'),
  untried(
    'R',
    'HEARTBEAT.offlineAfterMs',
    HEARTBEAT.offlineAfterMs,
    'The pod of the agent reports too, so it does not go offline.',
  ),
  checked(
    'A',
    'PUBLIC_KEY_FIELD',
    values.PUBLIC_KEY_FIELD,
    'whether an agent that was hired with it can sign',
  ),
  checked('A', 'LOG_LINES', values.LOG_LINES, 'the lines of `employees.logs` without `tail` (--thorough)'),
  checked('R', 'USER_PEER', values.USER_PEER, 'the author of a message from a user'),
  checked(
    'R',
    'ADMINISTRATORS',
    values.ADMINISTRATORS,
    'the offices that a token for each name sees; needs the JWT secret',
  ),
  checked('A', 'CATEGORIES', values.CATEGORIES, 'which categories `employees.activity` accepts'),
  checked('A', 'MESSAGES.usual', MESSAGES.usual, 'the messages of a longer group, without `limit`'),
  checked(
    'A',
    'MESSAGES.most',
    MESSAGES.most,
    'the messages of a longer group, with a larger `limit` (--thorough)',
  ),
  checked('A', 'PAGE.usual', PAGE.usual, 'the entries of a longer list, without `limit`'),
  checked('A', 'PAGE.most', PAGE.most, 'the entries of a longer list, with a larger `limit` (--thorough)'),
  untried(
    'A',
    'TASKS.usual',
    TASKS.usual,
    'It would make more tasks than that, and tasks cannot be deleted.',
  ),
  untried('A', 'TASKS.most', TASKS.most, 'It would make more tasks than that, and tasks cannot be deleted.'),
  checked(
    'S',
    'SIGNATURE_WINDOW_SECONDS',
    values.SIGNATURE_WINDOW_SECONDS,
    'how old a signature may be, to the second',
  ),
  untried('A', 'IDEMPOTENCY_MS', values.IDEMPOTENCY_MS, 'It would take a day.'),
  checked('A', 'BODY.jsonBytes', BODY.jsonBytes, 'bodies at the limit and one byte above'),
  checked('A', 'BODY.depth', BODY.depth, 'bodies nested at the limit and one deeper'),
  untried('A', 'BODY.fileBytes', BODY.fileBytes, 'It would send files of 64 MB.'),
  untried('A', 'ANSWER_CHARACTERS', values.ANSWER_CHARACTERS, OWN_LIMIT),
  untried('A', 'SPEC_CHARACTERS', values.SPEC_CHARACTERS, OWN_LIMIT),
  checked('A', 'FILE_NAME_BYTES', values.FILE_NAME_BYTES, 'file names at the limit and one byte longer'),
  untried(
    'A',
    'REMEMBERED.fileChanges',
    REMEMBERED.fileChanges,
    'It would change thousands of files, and push out the changes of others.',
  ),
  untried('A', 'REMEMBERED.events', REMEMBERED.events, 'It would push out the events of others.'),
  checked('A', 'STREAM_COMMENT_MS', values.STREAM_COMMENT_MS, 'the time between comments in an idle stream'),
  checked('A', 'QUOTA.cpu', QUOTA.cpu, 'the quota of the office'),
  checked('A', 'QUOTA.memory', QUOTA.memory, 'the quota of the office'),
  checked('A', 'QUOTA.pods', QUOTA.pods, 'the quota of the office'),
  checked('A', 'QUOTA.tier', QUOTA.tier, 'the quota of the office'),
  untried('A', 'POD_RESTART_MS', values.POD_RESTART_MS, OWN_TIME),
  untried('A', 'SIGN_IN_MS', values.SIGN_IN_MS, 'It needs a person at a browser.'),
  checked('A', 'MODELS', values.MODELS, 'the models of the office'),
  checked(
    'A',
    'CLAUDE_CODE.integration',
    CLAUDE_CODE.integration,
    'the integration whose key is copied to agents; needs an office without agents',
  ),
  checked(
    'A',
    'CLAUDE_CODE.variable',
    CLAUDE_CODE.variable,
    'the variable of its agent that holds the key; needs an office without agents',
  ),
  checked('A', 'ROLES', values.ROLES, 'the list of roles, and one operation for each permission'),
  checked('A', 'MARKETPLACE', values.MARKETPLACE, 'whether these extensions are in the marketplace'),
  checked('R', 'ENV_FIELDS', values.ENV_FIELDS, 'a body with these fields sets one variable'),
  checked('A', 'VARIABLE_NAME', values.VARIABLE_NAME.source, 'names at the edges: which are refused'),
  untried('A', 'DRIVE_BYTES', values.DRIVE_BYTES, 'It would fill the drive of the office.'),
  untried('A', 'MEMORY_BYTES', values.MEMORY_BYTES, OWN_LIMIT),
  untried('A', 'EXEC.timeoutMs', EXEC.timeoutMs, 'It would keep a process busy for as long.'),
  checked(
    'A',
    'EXEC.commandCharacters',
    EXEC.commandCharacters,
    'commands at the limit and one character longer',
  ),
  untried('A', 'EXEC.argumentCharacters', EXEC.argumentCharacters, OWN_LIMIT),
  untried('A', 'EXEC.stages', EXEC.stages, OWN_LIMIT),
  untried('A', 'EXEC.outputBytes', EXEC.outputBytes, OWN_LIMIT),
  untried('A', 'EXEC.memoryBytes', EXEC.memoryBytes, OWN_LIMIT),
];

function checked(mark: Assumption['mark'], name: string, value: unknown, check: string): Assumption {
  return { name, mark, value, check };
}

function untried(mark: Assumption['mark'], name: string, value: unknown, why: string): Assumption {
  return { name, mark, value, untried: why };
}
