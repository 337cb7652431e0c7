import {
  contract,
  type Endpoint,
  type FieldSchema,
  fieldsOf,
  requiredSchema,
  type Schema,
} from '@mitosislabs/api/contract';
import { orderedColumns } from '../src/operations/columnsOf.ts';
import type { Description, Field, FieldType, Param } from '../src/operations/Description.ts';
import { flags, type Special, samples, special, topics } from './special.ts';

/** The documentation of operations, read from the sources of `api`. */
export interface Docs {
  /** The TSDoc of an operation's method, such as `tasks.create`. */
  method(operation: string): { text: string; params: readonly { name: string; text: string }[] } | undefined;
  /** The TSDoc of the fields of a schema, by name. */
  fields(schema: Schema<unknown>): Readonly<Record<string, string>>;
}

/** Options of all commands. */
const TAKEN = new Set([
  'json',
  'profile',
  'endpoint',
  'office',
  'body',
  'dry-run',
  'yes',
  'help',
  'jq',
  'debug',
]);

/** Every operation of the contract. */
export const endpoints: readonly Endpoint[] = Object.values(contract).flatMap((group) =>
  Object.values<Endpoint>(group),
);

/** The words of the command of an operation. */
export function commandOf({ name }: Endpoint): string {
  return special[name]?.command ?? plainCommand(name, true);
}

/** Other words for the command of an operation: its group and its method, as on the client. */
export function aliasesOf(endpoint: Endpoint): string[] {
  const command = commandOf(endpoint);
  const names = [plainCommand(endpoint.name, true), plainCommand(endpoint.name, false)];
  return [...names, ...(special[endpoint.name]?.aliases ?? [])].filter(
    (alias, index, all) => alias !== command && all.indexOf(alias) === index,
  );
}

/** `xmtpApi.getGroupMessages` is `xmtp group-messages`; `isShort` drops `get` and `list` before other words. */
function plainCommand(operation: string, isShort: boolean): string {
  const [group = '', method = ''] = operation.split('.');
  const words = kebab(method);
  const short = words.replace(/^(get|list)-/, '');
  return `${topics[group] ?? kebab(group)} ${isShort ? short : words}`.trim();
}

/** `officeQRStart` is `office-qr-start`. */
function kebab(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

/** Describes the command of an operation. */
export function describe(endpoint: Endpoint, docs: Docs): Description {
  const { name, route, responseType, output, read, body, query } = endpoint;
  const own = special[name] ?? {};
  const doc = docs.method(name);
  const path = commandOf(endpoint);
  const params = paramsOf(endpoint, docs);
  const fields = fieldsOfInput(endpoint, own, docs);
  const summary = own.summary ?? imperative(doc?.text ?? '');
  if (summary === '') throw new Error(`${name} has no TSDoc, and no summary in derive/special.ts.`);
  const rows = own.rows;
  const items = output?.type === 'array' ? output.items : undefined;
  const columns =
    own.columns ?? (items?.type === 'object' ? orderedColumns(Object.keys(items.fields)) : undefined);
  const { read: _, ...data } = endpoint;
  return {
    path,
    endpoint: { ...data, ...((body || query) && { argument: body ? '--body' : 'options' }) },
    ...(read && { readsItself: true as const }),
    summary,
    details: [
      own.details,
      endpoint.side === 'agent' && 'Agents call this about themselves. Users may call it for them.',
      argumentTexts(params, fields),
      `Calls the operation ${name}: ${route}.`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    params,
    fields,
    ...(rows !== undefined && { rows }),
    ...(columns && { columns }),
    ...(responseType === 'none' && { done: own.done ?? past(path) }),
    examples: [[`${summary}`, exampleOf(path, params, fields, own)]],
  };
}

/** Describes the arguments in a sentence. */
function argumentTexts(params: readonly Param[], fields: readonly Field[]): string {
  const all = [
    ...params.map(({ word, text }) => `<${word}>: ${text}`),
    ...fields.flatMap(({ flag, positional, text, values }) =>
      positional ? [`<${flag}>: ${values ? values.join(', ') : text}`] : [],
    ),
  ];
  return all.length === 0 ? '' : `${all.join('; ')}.`;
}

/** The path parameters without the office. */
function paramsOf({ name, route }: Endpoint, docs: Docs): Param[] {
  const texts = new Map(docs.method(name)?.params.map((param) => [param.name, param.text]));
  return [...route.matchAll(/\{(\w+)\}/g)]
    .map(([, parameter = '']) => parameter)
    .filter((parameter) => parameter !== 'officeId')
    .map((parameter) => ({
      name: parameter,
      word: wordOf(parameter, route),
      text: phrase(texts.get(parameter) ?? ''),
    }));
}

/** The word for a path parameter in the help. */
function wordOf(parameter: string, route: string): string {
  if (parameter === 'name') return route.includes('/employees/{name}') ? 'agent' : 'role';
  if (parameter === 'filename') return 'file';
  if (parameter === 'extId') return 'extension';
  return kebab(parameter).replace(/-(id|name|key)$/, '');
}

function fieldsOfInput(
  { name, body, query, bodyField, queryField, route }: Endpoint,
  own: Special,
  docs: Docs,
): Field[] {
  const schema = body ?? query;
  if (!schema) return [];
  if (own.positional?.includes('*')) {
    return [
      { name: '', flag: 'KEY=VALUE', type: 'pairs', required: true, positional: true, text: 'the values' },
    ];
  }
  const texts = docs.fields(schema);
  const argument = docs.method(name)?.params.at(-2)?.text;
  // The field of a one-field body is a positional argument, as in the method, unless it is a secret.
  const positional =
    own.positional ??
    (bodyField !== undefined && kindOf(bodyField, fieldsOf(schema)[bodyField]) === 'string' && !own.secret
      ? [bodyField]
      : []);
  const fields = Object.entries(fieldsOf(schema)).map(([field, inner]): Field => {
    const text =
      own.texts?.[field] ??
      texts[field] ??
      (field === (bodyField ?? queryField) ? argument : undefined) ??
      '';
    return fieldOf(field, inner, text, {
      isPositional: positional.includes(field),
      own,
      isSecret: !!own.secret?.includes(field),
    });
  });
  fields.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
  const ordered = [
    ...positional.flatMap((wanted) => fields.filter((field) => field.name === wanted)),
    ...fields.filter((field) => !positional.includes(field.name)),
  ];
  return withoutClashes(ordered, route);
}

function fieldOf(
  name: string,
  schema: FieldSchema<unknown>,
  text: string,
  { isPositional, isSecret, own }: { isPositional: boolean; isSecret: boolean; own: Special },
): Field {
  const type = kindOf(name, schema);
  const inner = requiredSchema(schema);
  const [long, short] = own.flags?.[name] ?? flags[name] ?? [];
  const value = own.defaults?.[name];
  const plain = type === 'strings' ? kebab(name).replace(/(?<!s)s$/, '') : kebab(name);
  return {
    name,
    flag: long ?? plain,
    ...(short !== undefined && !isPositional && { short }),
    type,
    ...(inner.type === 'enum' && { values: inner.values }),
    ...(schema.type !== 'optional' && value === undefined && { required: true as const }),
    ...(value !== undefined && { default: value }),
    ...(isPositional && { positional: true as const }),
    ...(isSecret && { secret: true as const }),
    text:
      phrase(text) +
      (value === undefined ? '' : `; default: ${value}`) +
      hintOf(type) +
      (isSecret ? '; - reads standard input' : ''),
  };
}

/** Uses the field's full name where a flag would clash with another field's or with an option of all commands. */
function withoutClashes(fields: readonly Field[], route: string): Field[] {
  const seen = new Set(TAKEN);
  const shorts = new Set(['o', 'y', 'h']);
  return fields.map((field) => {
    if (field.positional) return field;
    const { short, ...rest } = field;
    const flag = seen.has(field.flag) ? kebab(field.name) : field.flag;
    if (seen.has(flag))
      throw new Error(`Two options of ${route} are --${flag}: give one another name in derive/special.ts.`);
    seen.add(flag);
    const isFree = short !== undefined && !shorts.has(short);
    if (isFree) shorts.add(short);
    return { ...rest, flag, ...(isFree && { short }) };
  });
}

function kindOf(name: string, schema: FieldSchema<unknown> | undefined): FieldType {
  const inner = schema && requiredSchema(schema);
  switch (inner?.type) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
    case 'enum':
      return inner.type;
    case 'time':
      return /_ms$|timeout/i.test(name) ? 'duration' : 'date';
    case 'array':
      return inner.items.type === 'string' ? 'strings' : 'json';
    case 'record':
      return inner.items.type === 'string' ? 'pairs' : 'json';
    default:
      return 'json';
  }
}

function hintOf(type: FieldType): string {
  if (type === 'date') return '; a time such as 2026-01-31T09:00Z, or 2h for two hours ago';
  if (type === 'duration') return '; such as 500ms, 30s or 5m';
  if (type === 'pairs') return '; KEY=VALUE';
  return type === 'json' ? '; JSON' : '';
}

/** Converts TSDoc to a phrase for the help: one line, without code marks and the final full stop. */
function phrase(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('`', '').trim().replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(line) ? line.charAt(0).toLowerCase() + line.slice(1) : line;
}

/** The first sentence of a TSDoc in the imperative: `Lists the tasks.` is `List the tasks`. */
function imperative(text: string): string {
  const [sentence = ''] = text
    .replace(/\s+/g, ' ')
    .replaceAll('`', '')
    .split(/\.(?:\s|$)/);
  const [verb = '', ...rest] = sentence.trim().split(' ');
  const others: Readonly<Record<string, string>> = {
    Gets: 'Show',
    Tells: 'Show',
    Queues: 'Queue',
    Does: 'Do',
    Tries: 'Try',
  };
  const plain = others[verb] ?? verb.replace(/(?<=ch|sh|ss|x)es$|(?<!s)s$/, '');
  return [plain, ...rest].join(' ');
}

/** The message of a success: `agents archive` is `archived`. */
function past(path: string): string {
  const [verb = '', ...rest] = (path.split(' ').at(-1) ?? '').split('-');
  const known: Readonly<Record<string, string>> = {
    add: 'added',
    archive: 'archived',
    delete: 'deleted',
    fire: 'fired',
    install: 'installed',
    publish: 'published',
    register: 'registered',
    remove: 'removed',
    rename: 'renamed',
    reset: 'reset',
    restore: 'restored',
    resume: 'resumed',
    rm: 'deleted',
    rotate: 'rotated',
    send: 'sent',
    set: 'set',
    suspend: 'suspended',
    teardown: 'tore down',
    uninstall: 'uninstalled',
  };
  const done = known[verb];
  return done === undefined ? `done: ${path}` : [done, ...rest].join(' ');
}

function exampleOf(path: string, params: readonly Param[], fields: readonly Field[], own: Special): string {
  const names = params.map(({ word }) => samples[word] ?? word);
  const required = fields.flatMap((field) => {
    if (!field.required) return [];
    const value = sampleOf(field);
    return field.positional
      ? [value]
      : field.type === 'boolean'
        ? [`--${field.flag}`]
        : [`--${field.flag} ${value}`];
  });
  return ['mi', path, ...names, own.example ?? required.join(' ')].filter(Boolean).join(' ');
}

function sampleOf({ name, flag, type, values }: Field): string {
  if (type === 'number' || type === 'integer') return '10';
  return samples[flag] ?? samples[name] ?? values?.[0] ?? 'value';
}
