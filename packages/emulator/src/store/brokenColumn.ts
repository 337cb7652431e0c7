import { contract, firstIssue } from '@mitosislabs/api/contract';
import type { SqlValue } from './Database.ts';

/** The last time that a date can have, in ms since 1970. */
const LAST_TIME = 8.64e15;
const TIME = /^(\w+_at|at|timestamp|day|changes_forgotten)$/;

type Check = (value: SqlValue) => boolean;

const object: Check = json((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
/** A spec is an agent as responses show it, but for its name and its status. */
const AGENT = { name: 'aria', status: { phase: 'ready', ready: true, gatewayEndpoint: '' } };
const spec: Check = json(
  (value) =>
    object(JSON.stringify(value)) &&
    !firstIssue(contract.employees.get.output, { ...Object(value), ...AGENT }),
);

/** Checks of columns beyond their SQL types: JSON that responses show, and words. */
const CHECKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  offices: { settings: object },
  agents: { spec, phase: word('provisioning', 'ready', 'suspended', 'archived', 'failed') },
  backups: { spec },
  delegates: {
    permissions: json((value) => Array.isArray(value) && value.every((item) => typeof item === 'string')),
  },
  events: { data: object },
  callbacks: { payload: object },
  activity: { metadata: object },
  extensions: { manifest: object },
  marketplace: { manifest: object },
  tasks: { status: word('queued', 'running', 'completed', 'failed') },
  transfers: { status: word('prepared', 'installed', 'completed') },
  chromium: { status: word('running', 'done') },
  file_changes: { type: word('upload', 'delete') },
  file_permissions: { access: word('none', 'read', 'write') },
  idempotency: { status: (value) => Number(value) >= 200 && Number(value) < 600 },
  usage: { kind: word('hire', 'message', 'task', 'compute') },
  usage_days: { kind: word('hire', 'message', 'task', 'compute') },
};

/** The first column of a row whose value no handler could show; `undefined` if there is none. */
export function brokenColumn(
  table: string,
  columns: readonly string[],
  row: readonly SqlValue[],
): string | undefined {
  const checks = CHECKS[table] ?? {};
  return columns.find((column, index) => {
    const value = row[index] ?? null;
    if (value === null) return false;
    if (typeof value === 'number' && TIME.test(column)) return Math.abs(value) > LAST_TIME;
    return checks[column]?.(value) === false;
  });
}

function json(isValid: (value: unknown) => boolean): Check {
  return (text) => {
    try {
      return isValid(JSON.parse(String(text)));
    } catch {
      return false;
    }
  };
}

function word(...words: string[]): Check {
  return (value) => words.includes(String(value));
}
