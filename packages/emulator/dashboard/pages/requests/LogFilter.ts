import type { LoggedRequest } from '../../../src/control/RequestLog.ts';

/** The choices above the log. Empty ones do not filter. */
export interface LogFilter {
  /** Words that must all occur in the method, target, operation, caller, office, agent, id or error, in any case. */
  text: string;
  /** An operation, such as `tasks.create`; `tasks.*` is a group. */
  operation: string;
  /** A status, or the first digit of one. */
  status: string;
  /** The name of a caller. */
  caller: string;
  /** Only requests with a fault. */
  faulty: boolean;
  /** Only requests that failed without a fault, and were not expected to. */
  unexpected: boolean;
}

/** The filter that lets everything through. */
export const NO_FILTER: LogFilter = {
  text: '',
  operation: '',
  status: '',
  caller: '',
  faulty: false,
  unexpected: false,
};

/** Creates the function that decides whether a request is shown. */
export function filterOf(filter: LogFilter): (request: LoggedRequest) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const { operation, status, caller, faulty, unexpected } = filter;
  const group = operation.endsWith('.*') ? operation.slice(0, -1) : undefined;
  return (request) => {
    if (faulty && !request.fault) return false;
    if (unexpected && !request.unexpected) return false;
    if (caller !== '' && request.caller?.name !== caller) return false;
    if (status !== '' && !String(request.status).startsWith(status)) return false;
    if (group !== undefined && !request.operation?.startsWith(group)) return false;
    if (group === undefined && operation !== '' && request.operation !== operation) return false;
    return words.length === 0 || hasAll(request, words);
  };
}

function hasAll(request: LoggedRequest, words: readonly string[]): boolean {
  const { method, target, operation, caller, agent, officeId, id, error, fault } = request;
  const text = [
    method,
    target,
    operation,
    caller?.name,
    agent,
    officeId,
    id,
    error?.code,
    error?.message,
    fault?.description,
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
