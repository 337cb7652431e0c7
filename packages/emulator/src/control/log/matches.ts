import type { RequestRecord } from '../../server/RequestRecords.ts';
import type { RequestQuery } from '../RequestLog.ts';
import { callerOf, type LogSources, subjectOf } from './toLoggedRequest.ts';

/** The conditions of a query that one request alone meets or does not. */
export type Conditions = Omit<RequestQuery, 'after' | 'limit'>;

/** Whether a request meets all conditions. The cheapest come first. */
export function matches(sources: LogSources, record: RequestRecord, query: Conditions): boolean {
  const { operation, method, target, caller, officeId, agent, status, faulty, unexpected } = query;
  if (status !== undefined && status !== record.status && status !== Math.floor(record.status / 100))
    return false;
  if (faulty !== undefined && faulty !== (record.fault !== undefined)) return false;
  if (unexpected !== undefined && unexpected !== record.isUnexpected) return false;
  if (method !== undefined && method.toUpperCase() !== record.method) return false;
  if (target !== undefined && !record.target.includes(target)) return false;
  if (caller !== undefined && !isCaller(sources, record, caller)) return false;
  if (operation === undefined && officeId === undefined && agent === undefined) return true;
  const subject = subjectOf(sources, record);
  if (officeId !== undefined && officeId !== subject.officeId) return false;
  if (agent !== undefined && agent !== subject.agent) return false;
  if (operation === undefined) return true;
  const patterns = typeof operation === 'string' ? [operation] : operation;
  return patterns.some((pattern) => isOperation(pattern, subject.operation));
}

function isCaller(sources: LogSources, record: RequestRecord, wanted: string): boolean {
  const caller = callerOf(sources, record);
  return caller !== undefined && (caller.id === wanted || caller.name === wanted);
}

/** Whether a pattern, `tasks.create` or `tasks.*`, names an operation. */
export function isOperation(pattern: string, operation: string | undefined): boolean {
  if (operation === undefined) return false;
  return pattern.endsWith('.*') ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern;
}
