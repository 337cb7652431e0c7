import type { ActiveFaultRule, Control, Fault, FaultRule } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { decimalNumber, wholeNumber } from '../../command/numbers.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { duration } from '../../operations/values.ts';

/** The options that describe a rule, for `add`. */
const RULE_OPTIONS = [
  'retryAfter',
  'work',
  'delay',
  'bytesPerSecond',
  'stallAfter',
  'events',
  'dateAhead',
  'dateBehind',
  'operation',
  'route',
  'host',
  'caller',
  'agent',
  'nth',
  'every',
  'probability',
  'seed',
  'times',
  'for',
] as const;

/** The fields of a rule that are no conditions. */
const NO_CONDITIONS = ['id', 'fault', 'matched', 'applied', 'ended'];

/** `mi dev faults` */
export class DevFaults extends DevCommand {
  static override usage = Command.Usage({
    description: 'Make requests to `mi dev` fail, by rule.',
    details: `Without an action it lists the rules with their counts. \`add\` takes a fault: a status that requests are refused with;
\`reset\`, which breaks the connection before the request is processed; \`drop\`, which breaks it before the response; \`cut\`, which
breaks it within the response. In place of that, or with a status, options delay or disturb the response. The other options
select requests; all must hold. \`remove\` takes the id of a rule, \`clear\` removes all. The agents of mi dev have no faults.`,
    examples: [
      [
        'The third task that is created gets 503',
        'mi dev faults add 503 --retry-after 1 --operation tasks.create --nth 3',
      ],
      ['Lose one response in ten, for a minute', 'mi dev faults add drop --probability 0.1 --for 1m'],
      ['Slow downloads', 'mi dev faults add --bytes-per-second 1000 --operation files.download'],
      ['Remove all', 'mi dev faults clear'],
    ],
  });

  action = Option.String({ name: 'action', required: false });
  value = Option.String({ name: 'value', required: false });
  retryAfter = Option.String('--retry-after', { description: 'with a status: Retry-After, in seconds' });
  work = Option.String('--work', { description: 'how long a request takes, such as 5s' });
  delay = Option.String('--delay', { description: 'how late the response comes, such as 5s' });
  bytesPerSecond = Option.String('--bytes-per-second', { description: 'the rate of the body of a response' });
  stallAfter = Option.String('--stall-after', {
    description: 'the number of events after which event streams stall',
  });
  events = Option.String('--events', { description: 'in event streams: duplicate or reorder events' });
  dateAhead = Option.String('--date-ahead', { description: 'how far Date is ahead, such as 1h' });
  dateBehind = Option.String('--date-behind', { description: 'how far Date is behind, such as 1h' });
  operation = Option.Array('--operation', {
    description: 'only this operation, such as tasks.create or tasks.*; repeatable',
  });
  route = Option.String('--route', {
    description: "only this route, such as 'POST /api/v1/offices/:id/tasks'",
  });
  host = Option.String('--host', { description: 'only this host: office-manager or dashboard' });
  caller = Option.String('--caller', { description: "only this caller: a user's email, or an agent's name" });
  agent = Option.String('--agent', { description: 'only paths with the name of this agent' });
  nth = Option.String('--nth', { description: 'only the nth of these requests' });
  every = Option.String('--every', { description: 'every nth of these requests' });
  probability = Option.String('--probability', { description: 'the share of these requests, from 0 to 1' });
  seed = Option.String('--seed', { description: 'makes the choice by probability repeatable' });
  times = Option.String('--times', { description: 'the number of faults after which the rule ends' });
  for = Option.String('--for', { description: "end the rule after this time of the emulator's, as 1m" });

  protected async act({ faults }: Control): Promise<void> {
    const { action = 'list', value } = this;
    this.#refuseUnused(action);
    switch (action) {
      case 'list':
        break;
      case 'add':
        await faults.add(this.#rule());
        break;
      case 'remove':
        if (value === undefined) throw new UsageError('mi dev faults remove needs the id of a rule');
        if (!(await faults.remove(value))) throw new UsageError(`there is no rule ${JSON.stringify(value)}`);
        break;
      case 'clear':
        await faults.clear();
        break;
      default:
        throw new UsageError(`<action> takes list, add, remove, clear, not ${JSON.stringify(action)}`);
    }
    await this.out.table(
      await faults.list(),
      [
        ['ID', ({ id }) => id],
        ['FAULT', ({ fault }) => textOf(fault), 'text'],
        ['REQUESTS', conditionsOf, 'text'],
        ['MATCHED', ({ matched }) => matched],
        ['FAULTS', ({ applied }) => applied],
        ['ENDED', ({ ended }) => (ended ? 'yes' : 'no')],
      ],
      'There are no rules.',
    );
  }

  /** Refuses what an action does not use: it would look as if it had been heeded. */
  #refuseUnused(action: string): void {
    const unused = action === 'add' ? undefined : RULE_OPTIONS.find((name) => this[name] !== undefined);
    if (unused !== undefined) {
      const flag = unused.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      throw new UsageError(`--${flag} is for mi dev faults add, not for ${action}`);
    }
    if (this.value !== undefined && ['list', 'clear'].includes(action))
      throw new UsageError(`mi dev faults ${action} takes no value, not ${JSON.stringify(this.value)}`);
  }

  #rule(): FaultRule {
    const nth = wholeNumber('--nth', this.nth);
    const every = wholeNumber('--every', this.every);
    if (nth !== undefined && every !== undefined)
      throw new UsageError('--nth and --every exclude each other');
    const seed = wholeNumber('--seed', this.seed);
    const times = wholeNumber('--times', this.times);
    const { operation, route, host, caller, agent, probability } = this;
    return {
      fault: this.#fault(),
      ...(operation && { operation }),
      ...(route !== undefined && { route }),
      ...(host !== undefined && { host: host as NonNullable<FaultRule['host']> }),
      ...(caller !== undefined && { caller }),
      ...(agent !== undefined && { agent }),
      ...(nth !== undefined && { nth }),
      ...(every !== undefined && { nth: { every } }),
      ...(probability !== undefined && { probability: decimalNumber('--probability', probability) }),
      ...(seed !== undefined && { seed }),
      ...(times !== undefined && { times }),
      ...(this.for !== undefined && { forMs: duration('--for', this.for) }),
    };
  }

  #fault(): Fault {
    const { value } = this;
    const isStatus = value !== undefined && /^\d+$/.test(value);
    if (this.dateAhead !== undefined && this.dateBehind !== undefined)
      throw new UsageError('--date-ahead and --date-behind exclude each other');
    const stallAfter = wholeNumber('--stall-after', this.stallAfter);
    const fields = {
      ...(isStatus && { status: Number(value) }),
      ...(this.retryAfter !== undefined && { retryAfter: decimalNumber('--retry-after', this.retryAfter) }),
      ...(this.work !== undefined && { workMs: duration('--work', this.work) }),
      ...(this.delay !== undefined && { responseMs: duration('--delay', this.delay) }),
      ...(this.bytesPerSecond !== undefined && {
        bytesPerSecond: decimalNumber('--bytes-per-second', this.bytesPerSecond),
      }),
      ...(stallAfter !== undefined && { stallAfter }),
      ...(this.events !== undefined && { events: this.events }),
      ...(this.dateAhead !== undefined && { dateSkewMs: duration('--date-ahead', this.dateAhead) }),
      ...(this.dateBehind !== undefined && { dateSkewMs: -duration('--date-behind', this.dateBehind) }),
    };
    const hasFields = Object.keys(fields).length > 0;
    if (value !== undefined && !isStatus) {
      if (hasFields) throw new UsageError(`${value} has no options`);
      return value as Fault;
    }
    if (!hasFields) {
      throw new UsageError('mi dev faults add needs a fault', {
        hint: '`mi dev faults --help` has examples.',
      });
    }
    return fields as Fault;
  }
}

function textOf(fault: Fault): string {
  return typeof fault === 'object' ? fieldsOf(fault) : String(fault);
}

/** The conditions of a rule, in one line. */
function conditionsOf(rule: ActiveFaultRule): string {
  const conditions = Object.entries(rule).filter(([name]) => !NO_CONDITIONS.includes(name));
  return fieldsOf(Object.fromEntries(conditions)) || 'all';
}

function fieldsOf(fields: object): string {
  return Object.entries(fields)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : value}`,
    )
    .join(', ');
}
