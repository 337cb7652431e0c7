import { OS1Error } from '@mitosislabs/transport/errors';

/** Commands that show the effect of an API operation. */
const COMMANDS: Readonly<Record<string, string>> = {
  'credits.history': 'credits history',
  'employees.get': 'agents list',
  'employees.list': 'agents list',
  'files.list': 'files ls',
  'offices.get': 'offices list',
  'offices.list': 'offices list',
  'tasks.get': 'tasks list',
  'tasks.list': 'tasks list',
};

/** Whether the request of an error may have changed something. */
export function mayBeDone(error: unknown): error is OS1Error {
  return (
    error instanceof OS1Error &&
    error.outcome === 'unknown' &&
    error.method !== undefined &&
    error.method !== 'GET' &&
    error.method !== 'HEAD'
  );
}

/** Returns the hint for such an error: the command that shows whether it was done, if there is one. */
export function mayBeDoneHint({ lookup = '', url = '', hint }: OS1Error): string | undefined {
  const command = Object.hasOwn(COMMANDS, lookup) ? COMMANDS[lookup] : undefined;
  if (command === undefined) return hint;
  const office = /\/offices\/([^/]+)/.exec(url)?.[1];
  const where = office === undefined || command.startsWith('offices') ? '' : ` -o ${office}`;
  return `It may have been done all the same. Look before you do it again: mi ${command}${where}`;
}

/** Commands that list the things of an office, by the part of the path that names their kind. */
const LISTS: Readonly<Record<string, string>> = {
  employees: 'agents list',
  files: 'files ls',
  tasks: 'tasks list',
  xmtp: 'agents list',
};

/** Returns the command that lists the things of the kind that a URL names; `undefined` if there is none. */
export function listCommand(url: string): string | undefined {
  const [, path] = /\/offices\/([^?#]+)/.exec(url) ?? [];
  if (path === undefined) return undefined;
  const [office, kind = '', ...names] = path.split('/');
  // The path names only the office, so the office was not found.
  if (names.length === 0) return 'mi offices list';
  return Object.hasOwn(LISTS, kind) ? `mi ${LISTS[kind]} -o ${office}` : undefined;
}

/** Hints that commands add to errors of the library. */
const added = new WeakMap<object, string>();

/** Adds a hint after the error's own. */
export function addHint(error: unknown, hint: string): void {
  if (typeof error === 'object' && error !== null) added.set(error, hint);
}

/** Returns the hint that was added to an error. */
export function addedHint(error: object): string | undefined {
  return added.get(error);
}
