import type { Platform } from '../../platform/Platform.ts';
import { type BodyRedaction, redactBody } from '../../redaction/redactBody.ts';
import { redactTarget } from '../../redaction/redactTarget.ts';
import { isSecretOperation, isSecretParameter, REDACTED, redactText } from '../../redaction/secrets.ts';
import type { RequestRecord } from '../../server/RequestRecords.ts';
import { agentInPath, type RouteIndex } from '../../server/RouteIndex.ts';
import type { LoggedRequest } from '../RequestLog.ts';

/** Shorter values are parts of many words. */
const SHORTEST_SECRET = 6;

/** Fields of bodies that name the agent that a request is about. */
const AGENT_FIELDS = ['agent', 'agentName', 'assigned_to', 'to'] as const;

/** The parts of an emulator that turn a record into an entry of the log. */
export interface LogSources {
  readonly platform: Platform;
  readonly routes: RouteIndex;
  /** Texts that are secret wherever they are. */
  readonly secrets: readonly string[];
}

/** The place of a request in the platform. */
interface Subject {
  readonly operation: string | undefined;
  readonly officeId: string | undefined;
  readonly agent: string | undefined;
}

/** Finds the operation, the office and the agent of a request. */
export function subjectOf({ routes }: LogSources, record: RequestRecord): Subject {
  const found = routes.match(record.host, record.method, record.target);
  const operation = found?.route.endpoint.name;
  const agent = found && (agentInPath(found) ?? agentInBody(record, operation));
  return { operation, officeId: found?.params['officeId'], agent };
}

/** The caller as the log shows it: a user has its email address as its name. */
export function callerOf({ platform }: LogSources, { caller }: RequestRecord): LoggedRequest['caller'] {
  if (caller?.kind !== 'user') return caller;
  return { ...caller, name: platform.users.byId(caller.id)?.email ?? caller.name };
}

/** Formats a record, without its secrets. */
export function toLoggedRequest(sources: LogSources, record: RequestRecord): LoggedRequest {
  const { operation, officeId, agent } = subjectOf(sources, record);
  const { secrets } = sources;
  const found = new Set<string>();
  const caller = callerOf(sources, record);
  const { fault, error } = record;
  const redaction: BodyRedaction = {
    secrets,
    isSecret: isSecretOperation(operation),
    found,
  };
  const target = redactTarget(record.target, (text) => redactValue(text, secrets), found);
  const requestHeaders = redactedHeaders(record.rawHeaders, secrets, found);
  const requestBody = bodyText(record.requestBody, redaction);
  // A response can repeat a secret of the request.
  const known = [...secrets, ...[...found].filter((secret) => secret.length >= SHORTEST_SECRET)];
  const message = error && redactText(error.message, known);
  const responseBody = error
    ? JSON.stringify({ error: message, code: error.code })
    : bodyText(record.responseBody, { ...redaction, secrets: known });
  return {
    id: record.id,
    time: record.time,
    durationMs: record.durationMs,
    host: record.host,
    method: record.method,
    target,
    ...(operation !== undefined && { operation }),
    ...(officeId !== undefined && { officeId }),
    ...(agent !== undefined && { agent }),
    ...(caller && { caller }),
    status: record.status,
    ...(record.incomplete && { incomplete: true }),
    ...(error && { error: { code: error.code, message: message ?? '' } }),
    ...(fault && {
      fault: {
        ...(fault.rule !== undefined && { rule: fault.rule }),
        description: typeof fault.fault === 'object' ? JSON.stringify(fault.fault) : String(fault.fault),
      },
    }),
    ...(record.replayed && { replayed: true }),
    requestHeaders,
    ...(requestBody !== undefined && { requestBody }),
    ...(responseBody !== undefined && { responseBody }),
    unexpected: record.isUnexpected,
  };
}

function agentInBody({ requestBody }: RequestRecord, operation: string | undefined): string | undefined {
  if (requestBody === undefined) return undefined;
  let body: object;
  try {
    body = Object(JSON.parse(textOf(requestBody)));
  } catch {
    return undefined;
  }
  const fields = operation === 'employees.hire' ? ['name'] : AGENT_FIELDS;
  for (const field of fields) {
    const value: unknown = Reflect.get(body, field);
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function bodyText(body: string | Uint8Array | undefined, redaction: BodyRedaction): string | undefined {
  return body === undefined ? undefined : redactBody(textOf(body), redaction);
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString();
}

/** Redacts a header that is not secret by its name. Addresses have parameters of their own. */
function headerText(name: string, value: string, secrets: readonly string[]): string {
  const clean = redactText(value, secrets);
  return name === 'referer' || name === 'origin'
    ? redactTarget(clean, (text) => redactText(text, secrets))
    : clean;
}

/** Redacts a value of a parameter, which can be JSON. */
function redactValue(text: string, secrets: readonly string[]): string {
  return /^\s*[{[]/.test(text) ? redactBody(text, { secrets, isSecret: false }) : redactText(text, secrets);
}

function redactedHeaders(
  raw: readonly string[],
  secrets: readonly string[],
  found: Set<string>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const [, scheme = '', secret = ''] = /^(Bearer |Basic )?(.*)$/is.exec(value) ?? [];
    const isSecret = isSecretParameter(name);
    if (isSecret) found.add(secret);
    const clean = isSecret ? `${scheme}${REDACTED}` : headerText(name, value, secrets);
    const known = Object.hasOwn(headers, name) ? `${headers[name]}, ` : '';
    // Not by assignment: a header named __proto__ is an ordinary one.
    Object.defineProperty(headers, name, {
      value: known + clean,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return headers;
}
