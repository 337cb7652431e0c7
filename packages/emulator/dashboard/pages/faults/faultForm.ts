import type { FaultRule } from '../../../src/control/FaultControl.ts';
import { EMPTY_FIELDS, type FaultFields } from './faultFields.ts';
import { FAULT_KINDS } from './faultKinds.ts';

/**
 * Creates the rule of a filled form. The emulator checks its content.
 *
 * @throws when both the nth and every nth request are named, or a number is none.
 */
export function ruleOf(fields: FaultFields): FaultRule {
  const kind = FAULT_KINDS.find(({ id }) => id === fields.kind);
  if (!kind) throw new Error('Choose what happens.');
  for (const { name, label, isOptional } of kind.fields) {
    if (!(isOptional && fields[name] === '')) numberOf(fields[name], label);
  }
  if (fields.nth !== '' && fields.every !== '')
    throw new Error('Fill in either the nth request, or every nth.');
  const operations = fields.operation.split(/[\s,]+/).filter(Boolean);
  const [only] = operations;
  const rule: FaultRule = { fault: kind.create(fields) };
  if (only !== undefined) rule.operation = operations.length === 1 ? only : operations;
  if (fields.route !== '') rule.route = fields.route;
  if (fields.host === 'office-manager' || fields.host === 'dashboard') rule.host = fields.host;
  if (fields.caller !== '') rule.caller = fields.caller;
  if (fields.agent !== '') rule.agent = fields.agent;
  if (fields.nth !== '') rule.nth = numberOf(fields.nth, 'Only the nth request');
  if (fields.every !== '') rule.nth = { every: numberOf(fields.every, 'Every nth request') };
  if (fields.probability !== '') rule.probability = numberOf(fields.probability, 'Probability, in %') / 100;
  if (fields.seed !== '') rule.seed = numberOf(fields.seed, 'Seed');
  if (fields.times !== '') rule.times = numberOf(fields.times, 'Times at most');
  if (fields.forSeconds !== '') rule.forMs = numberOf(fields.forSeconds, 'Duration, in seconds') * 1_000;
  return rule;
}

/** The fields of a rule, to fill the form with. */
export function fieldsOf(rule: FaultRule): FaultFields {
  const text = (value: unknown): string => (value === undefined ? '' : String(value));
  const { fault, operation, nth, probability, forMs } = rule;
  const filled: Partial<Record<keyof FaultFields, string>> = {};
  for (const kind of FAULT_KINDS) {
    const own = kind.read(fault);
    if (own) Object.assign(filled, own, { kind: kind.id });
  }
  return {
    ...EMPTY_FIELDS,
    ...filled,
    operation: [operation ?? []].flat().join(', '),
    route: text(rule.route),
    host: text(rule.host),
    caller: text(rule.caller),
    agent: text(rule.agent),
    nth: typeof nth === 'number' ? text(nth) : '',
    every: typeof nth === 'object' ? text(nth.every) : '',
    probability: probability === undefined ? '' : text(Number((probability * 100).toFixed(10))),
    seed: text(rule.seed),
    times: text(rule.times),
    forSeconds: forMs === undefined ? '' : text(forMs / 1_000),
  };
}

function numberOf(value: string, label: string): number {
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) throw new Error(`${label}: enter a number.`);
  return number;
}
