import type { Endpoint } from '@mitosislabs/api/contract';
import { Command, type CommandClass, Option } from 'clipanion';
import type { Context } from '../Context.ts';
import { kindOf } from '../client/officeThings.ts';
import { ApiCommand, officeOption, oneOffice } from '../command/ApiCommand.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from '../prompt/canAsk.ts';
import { choose } from '../prompt/choose.ts';
import type { Description, Field } from './Description.ts';
import { json, nameOf, parseValue } from './values.ts';

/** The values of a command line, by the names that {@link keyOf} gives them. */
type Typed = Readonly<Record<string, string | string[] | boolean | undefined>>;

/** Returns the command of an operation, made of its description. */
export function derivedCommand(description: Description): CommandClass<Context> {
  const { summary, details, examples, endpoint } = description;
  return class extends DerivedCommand {
    static override usage = Command.Usage({
      description: `${summary}.`,
      ...(details !== undefined && { details }),
      examples: examples.map(([what, line]): [string, string] => [what, line]),
    });
    /** The usage for the help. The parser treats the fields that `--body` may contain as optional. */
    static readonly shown = {
      arguments: argumentsOf(description),
      required: description.fields.flatMap(({ flag, required, positional }) =>
        required && !positional ? [`--${flag}`] : [],
      ),
    };
    protected readonly description = description;

    constructor() {
      super();
      const takesOffice = endpoint.route.includes('{officeId}');
      if (takesOffice) this.declare('office', officeOption());
      if (isOfficePositional(description)) {
        this.declare('officeArgument', Option.String({ name: 'office', required: false }));
      }
      for (const { name, word } of description.params) {
        this.declare(`param:${name}`, Option.String({ name: word }));
      }
      for (const field of description.fields) this.declare(keyOf(field), optionOf(field));
      if (endpoint.body) this.declare('body', bodyOption());
    }
  };
}

function bodyOption() {
  return Option.String('--body', {
    description: 'the JSON body: text, @file, or @- for standard input; other options replace its fields',
  });
}

/** Whether the office may stand before the other arguments, as in `mi agents get <office> aria`. */
export function isOfficePositional({ endpoint, params, fields }: Description): boolean {
  return (
    endpoint.route.includes('{officeId}') &&
    (params.length > 0 || endpoint.name.startsWith('offices.')) &&
    !fields.some(({ positional }) => positional)
  );
}

/** The arguments as the help shows them. */
function argumentsOf(description: Description): string[] {
  const { params, fields } = description;
  return [
    ...(isOfficePositional(description) ? ['[office]'] : []),
    ...params.map(({ word }) => `<${word}>`),
    ...fields.flatMap(({ flag, type, positional }) =>
      positional ? [type === 'pairs' ? `<${flag}>...` : `<${flag}>`] : [],
    ),
  ];
}

function keyOf({ name }: Field): string {
  return `field:${name}`;
}

/** The option of clipanion for a field. Whether it is required is checked later: `--body` may hold it. */
function optionOf(field: Field) {
  const { flag, short, type, positional, text, values } = field;
  if (positional) {
    return type === 'pairs' || type === 'strings'
      ? Option.Rest({ name: flag })
      : Option.String({ name: flag, required: false });
  }
  const choices = values === undefined ? '' : `: ${values.join(', ')}`;
  const description = `${text}${choices}`;
  const names = short === undefined ? `--${flag}` : `-${short},--${flag}`;
  if (type === 'boolean') return Option.Boolean(names, { description });
  if (type === 'strings' || type === 'pairs') {
    return Option.Array(names, { description: `${description}; may be repeated` });
  }
  return Option.String(names, { description });
}

/** The base of the commands that are derived from the contract. */
abstract class DerivedCommand extends ApiCommand {
  protected abstract readonly description: Description;

  /** Declares an option or an argument under a name that no field of a class has. */
  protected declare(name: string, option: unknown): void {
    Reflect.set(this, name, option);
  }

  async execute(): Promise<void> {
    const { description } = this;
    const typed = this as unknown as Typed;
    const [path, values] = [this.#path(typed), await this.#values(typed)];
    const { endpoint } = description;
    const officeId = endpoint.route.includes('{officeId}') ? await this.officeId() : undefined;
    const input = {
      ...path,
      ...(officeId !== undefined && { officeId }),
      ...(endpoint.body && { body: values }),
      ...(endpoint.query && { query: values as Record<string, unknown> }),
    };
    await this.confirmLoss(questionOf(description, Object.values(path), officeId));
    const [{ OperationAPI }, transport] = await Promise.all([
      import('@mitosislabs/api/operation'),
      this.transport(),
    ]);
    const operations = new OperationAPI(transport);
    const { printResult, printStream } = await import('./printResult.ts');
    if (endpoint.responseType === 'stream') {
      await printStream(operations.stream(endpoint, input, this.call), this.out);
      return;
    }
    const result = await operations.request(await wholeEndpoint(description), input, this.call);
    const subject = { ...(officeId !== undefined && { office: officeId }), ...subjectOf(description, path) };
    await printResult(result, description, subject, this.out);
  }

  /** The path parameters without the office. */
  #path(typed: Typed): Record<string, string> {
    return Object.fromEntries(
      this.description.params.map(({ name }) => [name, String(typed[`param:${name}`])]),
    );
  }

  /** Returns the id of the office: the command line names it by an option, or by the first argument. */
  protected override async officeId(): Promise<string> {
    const { office, officeArgument } = this as unknown as Typed;
    return this.officeOf(oneOffice(office as string | undefined, officeArgument as string | undefined));
  }

  /** The body or the query: the fields of `--body`, and those that have options of their own. */
  async #values(typed: Typed): Promise<unknown> {
    const { endpoint, fields } = this.description;
    if (!endpoint.body && !endpoint.query) return undefined;
    const whole = await this.#body(typed);
    const given = await this.#given(typed);
    const [wholeField] = fields.filter(({ name }) => name === '');
    const own = wholeField ? (given[''] as object | undefined) : given;
    if (whole !== undefined && !isPlainObject(whole)) {
      if (own && Object.keys(own).length > 0) {
        throw new UsageError('--body is not an object, so other options cannot replace its fields');
      }
      return whole;
    }
    const defaults = fields.flatMap((field) =>
      field.default === undefined ? [] : [[field.name, field.default]],
    );
    const values: Record<string, unknown> = {
      ...Object.fromEntries(defaults),
      ...(whole as object | undefined),
      ...own,
    };
    const missing = fields.filter(
      ({ name, required }) => required && name !== '' && !Object.hasOwn(values, name),
    );
    if (whole === undefined && (await this.#askFor(missing, values))) return values;
    if (missing.length > 0 || (wholeField?.required && Object.keys(values).length === 0)) {
      const names = (missing.length > 0 ? missing : [wholeField as Field]).map(nameOf);
      throw new UsageError(`${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} missing`);
    }
    if (whole === undefined && fields.length === 0) {
      throw new UsageError('--body is missing', { hint: 'It takes JSON, @file, or @- for standard input.' });
    }
    return values;
  }

  /**
   * Asks at the terminal for missing fields: for one of the choices, or for a thing in the office.
   *
   * @returns whether it could ask for all of them.
   */
  async #askFor(missing: readonly Field[], values: Record<string, unknown>): Promise<boolean> {
    const canList = ({ flag, type, values: choices }: Field): boolean =>
      choices !== undefined || (type === 'string' && kindOf(flag) !== undefined);
    if (missing.length === 0 || !canAsk(this.context) || !missing.every(canList)) return false;
    for (const { name, flag, values: choices } of missing) {
      values[name] = choices
        ? await choose(
            `Which ${flag}?`,
            choices.map((choice) => ({ name: choice, detail: '' })),
            this.context,
          )
        : await this.pick(flag);
    }
    return true;
  }

  async #body({ body }: Typed): Promise<unknown> {
    if (body === undefined) return undefined;
    const { readSource } = await import('../prompt/readSource.ts');
    return json('--body', await readSource(String(body), this.context));
  }

  /** The fields that have options on this command line. */
  async #given(typed: Typed): Promise<Record<string, unknown>> {
    const given: Record<string, unknown> = {};
    for (const field of this.description.fields) {
      const text = typed[keyOf(field)];
      const value = field.secret ? await this.#secret(field, text, typed['body'] !== undefined) : text;
      if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
      given[field.name] = parseValue(field, value);
    }
    return given;
  }

  /** A secret: as it was typed, off standard input for `-`, or asked for at a terminal. */
  async #secret(field: Field, typed: Typed[string], isInBody: boolean): Promise<Typed[string]> {
    if (typed !== undefined && typed !== '-') {
      this.secrets.push(String(typed));
      return typed;
    }
    if (typed === undefined && (isInBody || !this.context.stdin.isTTY)) return undefined;
    const { readSecret } = await import('../prompt/readSecret.ts');
    const secret = await readSecret(`${field.text.replace(/\.$/, '')} (input is hidden):`, this.context);
    if (secret === '') throw new UsageError(`${nameOf(field)} is empty`, { hint: 'Type it, or pipe it in.' });
    this.secrets.push(secret);
    return secret;
  }
}

/** The contract entry with its functions, which the description cannot hold. */
async function wholeEndpoint({ endpoint, readsItself }: Description): Promise<Endpoint> {
  if (!readsItself) return endpoint;
  const { contract } = await import('@mitosislabs/api/contract');
  const [group = '', method = ''] = endpoint.name.split('.');
  return (contract as unknown as Record<string, Record<string, Endpoint>>)[group]?.[method] ?? endpoint;
}

/** The arguments by their names in the help. */
function subjectOf({ params }: Description, path: Record<string, string>): Record<string, string> {
  return Object.fromEntries(params.map(({ name, word }) => [word, path[name] ?? '']));
}

function questionOf({ summary }: Description, names: readonly string[], office: string | undefined): string {
  const [what = summary] = summary.split(/[;,]/);
  return `${[what, ...names].join(names.length > 0 ? ' ' : '')}${office === undefined ? '' : ` (office ${office})`}?`;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
