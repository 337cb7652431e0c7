import { type Assumption, assumptions } from '../assumptions.ts';
import { compareReplies } from '../compareReplies.ts';
import { shown } from '../compareShapes.ts';
import type { AssumptionResult, CheckResult, ConformanceReport, Difference, Outcome } from '../Report.ts';
import { endpoints, isSuccess, type Observation, type Session } from '../Session.ts';
import type { Reply } from '../Target.ts';
import { untriedOperations } from '../untriedOperations.ts';

/** The facts of a run. */
export interface Run {
  readonly model: Session;
  readonly live: Session;
  readonly startedAt: Date;
  readonly mode: ConformanceReport['mode'];
  readonly office: string | undefined;
  readonly interrupted: boolean;
  readonly leftovers: string[];
}

/** The value of a behavior that could not be seen. */
const UNSEEN = 'too few entries';

/** Joins the observations with the assumptions and the contract. */
export function buildReport(run: Run): ConformanceReport {
  const { live, startedAt, mode, office, interrupted, leftovers } = run;
  const results = {
    assumptions: assumptions.map((assumption) => assumptionResult(run, assumption)),
    operations: operationResults(run),
    behaviors: [...headerResults(live), ...behaviorResults(run)],
  };
  const all: CheckResult[] = Object.values(results).flat();
  const count = (outcome: Outcome): number => all.filter((result) => result.outcome === outcome).length;
  return {
    format: 'mitosis-conformance/1',
    endpoint: live.target.options.endpoint,
    dashboardEndpoint: live.target.options.dashboardEndpoint,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    mode,
    ...(office !== undefined && { office }),
    runName: live.runName,
    interrupted,
    summary: { holds: count('holds'), differs: count('differs'), notTried: count('not tried') },
    ...results,
    leftovers,
  };
}

/** Why something was not reached. */
function reasonOf({ mode, office, interrupted, live }: Run): string {
  if (interrupted) return 'The run was interrupted.';
  if (mode === 'read-only') {
    return office === undefined
      ? 'There is no office to read.'
      : 'The run only reads: name a scratch office to try it.';
  }
  const failure = live.failures[0];
  return failure === undefined
    ? 'There was nothing to try it on.'
    : `The run could not get there. ${failure}.`;
}

function assumptionResult(run: Run, assumption: Assumption): AssumptionResult {
  const { name, mark, value } = assumption;
  const base = { name, mark, value, differences: [], notes: [] };
  const observation = run.live.observations.get(name);
  if ('untried' in assumption) return { ...base, outcome: 'not tried', why: assumption.untried };
  if (!observation) {
    return { ...base, outcome: 'not tried', why: run.live.untried.get(name) ?? reasonOf(run) };
  }
  const { value: observed, reply, certain } = observation;
  const notes = [`checked by: ${assumption.check}`];
  if (sameJson(observed, value)) return { ...base, outcome: 'holds', observed, certain, notes };
  const difference = {
    what: 'value',
    expected: shown(value),
    observed: shown(observed),
    ...(reply && { exchange: reply.exchange }),
  };
  return { ...base, outcome: 'differs', observed, certain, differences: [difference], notes };
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function operationResults(run: Run): CheckResult[] {
  const { model, live } = run;
  const models = new Map(model.target.replies.map((reply) => [reply.label, reply]));
  const names = [model.runName, live.runName] as const;
  return endpoints.map(({ name }) => {
    const replies = live.target.replies.filter(({ endpoint }) => endpoint.name === name);
    const compared = replies.map((reply) => compareReplies(models.get(reply.label), reply, names));
    const differences = distinct(compared.flatMap((comparison) => comparison.differences));
    const notes = [...new Set(compared.flatMap((comparison) => comparison.notes))];
    if (differences.length > 0) return { name, outcome: 'differs', differences, notes };
    if (replies.some(isSuccess)) return { name, outcome: 'holds', differences, notes };
    const refused = replies.map(
      ({ label, status }) => `${label.slice(name.length + 1)}: ${status}, as expected`,
    );
    const why = untriedOperations[name] ?? live.untried.get(name) ?? reasonOf(run);
    return { name, outcome: 'not tried', why, differences, notes: [...notes, ...refused] };
  });
}

/** Leaves out differences that repeat earlier ones. */
function distinct(differences: readonly Difference[]): Difference[] {
  const byText = new Map<string, Difference>();
  for (const difference of differences) {
    const { what, expected, observed } = difference;
    const key = JSON.stringify([what, expected, observed]);
    if (!byText.has(key)) byText.set(key, difference);
  }
  return [...byText.values()];
}

function behaviorResults({ model, live }: Run): CheckResult[] {
  const results: CheckResult[] = [];
  for (const [name, expected] of model.behaviors) {
    const seen = live.behaviors.get(name);
    if (!seen || seen.value === UNSEEN || expected.value === UNSEEN) {
      const why = seen ? 'There were too few entries to see it.' : 'The run could not get there.';
      results.push({ name, outcome: 'not tried', why, differences: [], notes: [] });
    } else results.push(behaviorResult(name, expected, seen));
  }
  return results;
}

function behaviorResult(name: string, expected: Observation, { value, reply }: Observation): CheckResult {
  if (sameJson(expected.value, value)) return { name, outcome: 'holds', differences: [], notes: [] };
  const difference = {
    what: 'behavior',
    expected: String(expected.value),
    observed: String(value),
    ...(reply && { exchange: reply.exchange }),
  };
  return { name, outcome: 'differs', differences: [difference], notes: [] };
}

/** Headers that every answer must have. */
function headerResults({ target }: Session): CheckResult[] {
  const answers = target.replies.filter(({ status }) => status !== 0);
  const isDate = (value: string | null): boolean => !Number.isNaN(Date.parse(value ?? ''));
  const rules: [string, (reply: Reply) => boolean][] = [
    ['Date', ({ headers }) => isDate(headers.get('date'))],
    ['X-Request-Id', ({ headers }) => (headers.get('x-request-id') ?? '') !== ''],
  ];
  return rules.map(([header, holds]) => {
    const name = `every answer has ${header}`;
    const without = answers.filter((reply) => !holds(reply));
    const [first] = without;
    if (answers.length === 0) {
      return { name, outcome: 'not tried', why: 'No answer came.', differences: [], notes: [] };
    }
    if (!first) return { name, outcome: 'holds', differences: [], notes: [] };
    const observed = `missing in ${without.length} of ${answers.length}, such as ${first.label}`;
    const difference = { what: `header ${header}`, expected: 'present', observed, exchange: first.exchange };
    return { name, outcome: 'differs', differences: [difference], notes: [] };
  });
}
