import { compareBodies, compareWithSchema } from './compareShapes.ts';
import type { Difference } from './Report.ts';
import { field, isSuccess } from './Session.ts';
import type { Reply } from './Target.ts';

/** Headers of answers that are compared, with the part of their values that counts. */
const HEADERS: Readonly<Record<string, (value: string) => string>> = {
  'content-type': (value) => value.split(';')[0]?.trim().toLowerCase() ?? '',
  'content-disposition': (value) => value.split(';')[0] ?? '',
  'content-range': (value) => value,
  'accept-ranges': (value) => value,
  etag: () => 'present',
  'www-authenticate': (value) => value.split(' ')[0] ?? '',
  'retry-after': (value) => (/^\d+$/.test(value) ? 'seconds' : value),
  'idempotent-replayed': (value) => value,
};

/** The result of comparing one answer with the emulator's. */
export interface ReplyComparison {
  readonly differences: Difference[];
  readonly notes: string[];
}

/**
 * Compares an answer with the contract, and with the emulator's answer to the same request.
 *
 * @param model - The emulator's answer; `undefined` if there is none to compare with.
 * @param names - The names of the two runs.
 */
export function compareReplies(
  model: Reply | undefined,
  live: Reply,
  names: readonly [string, string],
): ReplyComparison {
  const differences: Difference[] = [];
  const notes: string[] = [];
  const subject = live.input.label ?? '';
  const suffix = subject === '' ? '' : ` ${subject}`;
  const add = (what: string, expected: string, observed: string): void => {
    differences.push({ what: `${what}${suffix}`, expected, observed, exchange: live.exchange });
  };
  const statuses = model ? [model.status] : usualStatuses(live);
  if (!statuses.includes(live.status)) {
    add('status', statuses.join(' or '), live.status === 0 ? 'no answer' : String(live.status));
    return { differences, notes };
  }
  if (model) {
    for (const [name, part] of Object.entries(HEADERS)) {
      const [mine, theirs] = [model.headers.get(name), live.headers.get(name)];
      const [expected, observed] = [mine, theirs].map((value) => (value === null ? 'missing' : part(value)));
      if (expected !== observed && mine !== null) add(`header ${name}`, expected ?? '', observed ?? '');
    }
  }
  if (isSuccess(live)) compareSuccess(model, live, names, add, notes);
  else if (model) compareFailure(model, live, add);
  return { differences, notes };
}

type Add = (what: string, expected: string, observed: string) => void;

function compareSuccess(
  model: Reply | undefined,
  live: Reply,
  names: readonly [string, string],
  add: Add,
  notes: string[],
): void {
  const { output, responseType } = live.endpoint;
  const { compare = 'values', ignore = [] } = live.input;
  if (responseType === 'none') {
    if (live.text !== '' && model?.text === '') notes.push('the answer has a body');
    return;
  }
  if (responseType === 'json') {
    if (live.json === undefined) {
      add('body', 'JSON', live.text === '' ? 'nothing' : 'no JSON');
      return;
    }
    const known = new Set<string>();
    if (output) {
      const bySchema = compareWithSchema(output, live.json);
      notes.push(...bySchema.notes);
      for (const { what, expected, observed } of bySchema.differences) {
        known.add(what.replaceAll('[]', ''));
        add(what, expected, observed);
      }
    }
    if (!model || compare === 'status') return;
    for (const { what, expected, observed } of compareBodies(model.json, live.json, {
      names,
      values: compare === 'values',
      ignore,
    })) {
      if (!known.has(what.replaceAll('[]', ''))) add(what, expected, observed);
    }
    return;
  }
  if (model && compare === 'values' && live.text !== model.text)
    add('body', model.text.slice(0, 200), live.text.slice(0, 200));
}

function compareFailure(model: Reply, live: Reply, add: Add): void {
  const [mine, theirs] = [field(model, 'code'), field(live, 'code')];
  if (typeof field(model, 'error') === 'string' && typeof field(live, 'error') !== 'string') {
    add('field error', 'a text', field(live, 'error') === undefined ? 'missing' : 'of another type');
  }
  if (mine !== theirs) add('field code', String(mine), theirs === undefined ? 'missing' : String(theirs));
}

/** The statuses that an answer may have when there is no model: success as the contract has it, or that a thing is not there. */
function usualStatuses({ endpoint, input }: Reply): number[] {
  if (input.as === 'anonymous' && !('open' in endpoint.access)) return [401];
  return endpoint.name === 'client.health' ? [200, 204] : [endpoint.responseType === 'none' ? 204 : 200];
}
