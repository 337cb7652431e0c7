import * as v from 'valibot';
import { EMAIL_ADDRESS } from '../../platform/offices/Users.ts';

/** A text that is not empty. */
const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
const anyText = v.string('must be a text');
const amount = v.pipe(
  v.number('must be a number'),
  v.minValue(-1e12, 'must be -10^12 or more'),
  v.maxValue(1e12, 'must be 10^12 or less'),
);
const phases = ['ready', 'provisioning', 'suspended'] as const;
const statuses = ['queued', 'running', 'completed', 'failed'] as const;

/** Describes a field of the published schema, for editors. */
function described<S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

function oneOf<const Options extends readonly string[]>(options: Options) {
  return v.picklist(options, `must be one of ${options.join(', ')}`);
}

function list<S extends v.GenericSchema>(schema: S) {
  return v.array(schema, 'must be a list');
}

function names<S extends v.GenericSchema>(schema: S) {
  return v.record(anyText, schema, 'must be an object');
}

function object<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, (issue) =>
    issue.expected === 'Object' ? 'must be an object' : issue.message,
  );
}

const user = object({
  email: described(
    v.pipe(text, v.maxLength(254), v.regex(EMAIL_ADDRESS, 'must be an email address')),
    'The email address.',
  ),
  apiKey: v.optional(
    described(
      v.pipe(
        anyText,
        v.regex(
          /^mi_emulator_[A-Za-z0-9_-]{1,200}$/,
          'must be mi_emulator_ and up to 200 letters, digits, hyphens and underscores',
        ),
      ),
      'Fixes the API key. Default: a random one.',
    ),
  ),
});

const agent = object({
  name: described(
    v.pipe(
      anyText,
      v.regex(
        /^[a-z0-9][a-z0-9-]{0,62}$/,
        'must be 1 to 63 lower-case letters, digits and hyphens, and not begin with a hyphen',
      ),
    ),
    'Its name.',
  ),
  role: v.optional(described(text, 'Its role. Default: general.')),
  phase: v.optional(described(oneOf(phases), 'Whether it is ready at once. Default: ready.')),
  privateKey: v.optional(
    described(
      v.pipe(anyText, v.regex(/^[0-9a-fA-F]{64}$/, 'must be 32 bytes in hex: 64 characters')),
      'Its private key: 32 bytes in hex. Default: a random one.',
    ),
  ),
  hire: v.optional(described(names(v.unknown()), 'Further fields of employees.hire.')),
});

const task = object({
  title: described(text, 'Its title.'),
  description: v.optional(described(anyText, 'Its description.')),
  status: v.optional(described(oneOf(statuses), 'Its status. Default: queued.')),
  assignedTo: v.optional(described(text, 'The agent that it is assigned to. A running task needs one.')),
  priority: v.optional(described(amount, 'Its priority. Default: 0.')),
  result: v.optional(described(text, 'Its result, when it is completed.')),
  error: v.optional(described(text, 'Its error, when it failed.')),
});

const message = object({
  from: described(text, "An agent's name; user for the user."),
  to: described(text, "An agent's name; user for the user."),
  text: described(text, 'Its text.'),
});

const file = v.union(
  [anyText, object({ base64: v.pipe(anyText, v.base64('must be base64')) })],
  'must be a text, or an object with base64',
);

const office = object({
  name: described(text, 'Its name.'),
  id: v.optional(
    described(
      v.pipe(anyText, v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a UUID in lower case')),
      'Fixes its id: a UUID. Default: a random one.',
    ),
  ),
  owner: v.optional(described(text, 'The email address of its owner. Default: the first user.')),
  credits: v.optional(
    described(v.pipe(amount, v.minValue(0, 'must be 0 or more')), 'Its balance. Default: initialCredits.'),
  ),
  agents: v.optional(described(list(agent), 'Its agents.')),
  tasks: v.optional(described(list(task), 'Its tasks.')),
  files: v.optional(described(names(file), 'Its files by name: a text, or bytes in base64.')),
  messages: v.optional(described(list(message), 'Its messages between users and agents, oldest first.')),
  env: v.optional(described(names(anyText), 'Its environment variables.')),
});

/** The schema of `Seed`: checks a seed, and is published as `seed.schema.json`. */
export const seedSchema = object({
  $schema: v.optional(described(anyText, 'The address of this schema, for editors.')),
  users: v.optional(described(list(user), 'Users. The first user, dev@mitosis.test, always exists.')),
  offices: v.optional(described(list(office), 'Offices.')),
});
