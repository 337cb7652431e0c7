import type { Middleware, WireRequest } from '@mitosislabs/transport';
import type { Printer } from '../output/Printer.ts';
import { hang } from '../terminal/wrap.ts';

/** Headers whose values are never shown. */
const SECRET = /^(authorization|cookie|x-signature|proxy-authorization)$|token|secret|api-?key/i;
const REDACTED = '[redacted]';

/** Thrown in place of sending a request that would change something. */
class PlannedRequest extends Error {
  readonly request: WireRequest;

  constructor(request: WireRequest) {
    super('This request was not sent: --dry-run.');
    this.request = request;
  }
}

/** Middleware that lets reads through, and stops the run at the first request that changes something. */
export const stopAtChange: Middleware = async (request, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next(request);
  throw new PlannedRequest(request);
};

/** Middleware that stops the run at its first request, whatever it is. */
export const stopAtAny: Middleware = async (request) => {
  throw new PlannedRequest(request);
};

/** Finds the planned request that ended a run. */
export function plannedRequest(error: unknown): PlannedRequest | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if (one instanceof PlannedRequest) return one;
  }
  return undefined;
}

/** A request that would go out, and when. */
export interface Planned {
  readonly request: WireRequest;
  /** When it goes out, if it is not the first one: `until the task has ended`. */
  readonly note?: string | undefined;
  /** The headers that authenticate it, by name: they are added when a request is signed. */
  readonly credentials: readonly string[];
}

/**
 * Prints the requests that would go out: as text, or with `--json` as an object, or a list of several. Credentials are
 * left out.
 *
 * @param secrets - Values that the bodies hold, and that must not be shown.
 */
export async function printPlan(
  planned: readonly Planned[],
  secrets: readonly string[],
  out: Printer,
): Promise<void> {
  const plans = planned.map((one) => planOf(one, secrets));
  const documents = plans.map(({ document }) => document);
  const text = plans.map((plan) => plan.text).join('\n\n');
  await out.longText(
    out.columns === undefined ? text : text.split('\n').map(indented(out.columns)).join('\n'),
    documents.length === 1 ? documents[0] : documents,
  );
}

/** Returns a function that breaks a line, and keeps its indent. */
function indented(columns: number): (line: string) => string {
  return (line) =>
    line.length > columns ? hang(/^ */.exec(line)?.[0] ?? '', line.trimStart(), columns) : line;
}

/** A request as text, and as an object. */
function planOf(
  { request, note, credentials }: Planned,
  secrets: readonly string[],
): { text: string; document: object } {
  const { method } = request;
  const url = readable(request.url);
  const added = Object.fromEntries(credentials.map((name) => [name, REDACTED]));
  const headers = Object.fromEntries(
    Object.entries({ ...request.headers, ...added }).map(([name, value]) => [
      name,
      SECRET.test(name) ? REDACTED : value,
    ]),
  );
  const body = shownBody(request.body, secrets);
  const lines = [
    ...(note === undefined ? [] : [`# ${note}`]),
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (body !== undefined) {
    lines.push('', typeof body === 'string' ? body : JSON.stringify(body, null, 2));
  }
  return {
    text: lines.join('\n'),
    document: { method, url, headers, ...(body !== undefined && { body }), ...(note && { note }) },
  };
}

/** Shows the placeholders of values that are not known yet, such as `<id>`, as they are. */
function readable(url: string): string {
  return url.replace(/%3C([a-z-]+)%3E/g, '<$1>');
}

/** JSON as a value, other text as it is, and anything else in words. */
function shownBody(body: WireRequest['body'], secrets: readonly string[]): unknown {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return `[${body.byteLength} bytes]`;
  if (typeof body !== 'string') return '[a file]';
  try {
    return JSON.parse(body, (_, value: unknown) =>
      typeof value === 'string' && secrets.includes(value) ? REDACTED : value,
    );
  } catch {
    return body;
  }
}
