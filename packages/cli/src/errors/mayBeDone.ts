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
export function lookHint({ lookup = '', url = '', hint }: OS1Error): string | undefined {
  const command = Object.hasOwn(COMMANDS, lookup) ? COMMANDS[lookup] : undefined;
  if (command === undefined) return hint;
  const office = /\/offices\/([^/]+)/.exec(url)?.[1];
  const where = office === undefined || command.startsWith('offices') ? '' : ` -o ${office}`;
  return `It may have been done all the same. Look before you do it again: mi ${command}${where}`;
}
