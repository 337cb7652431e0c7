/** What lists the things that live below an office, by the part of the address that names their kind. */
const LISTS: Readonly<Record<string, string>> = {
  employees: 'agents list',
  files: 'files ls',
  tasks: 'tasks list',
  xmtp: 'agents list',
};

/** The command that lists what is there of the kind that an address names; `undefined` where no command does. */
export function listing(url: string): string | undefined {
  const [, path] = /\/offices\/([^?#]+)/.exec(url) ?? [];
  if (path === undefined) return undefined;
  const [office, kind = '', ...names] = path.split('/');
  // What names nothing below the office was not found because the office was not.
  if (names.length === 0) return 'mi offices list';
  return Object.hasOwn(LISTS, kind) ? `mi ${LISTS[kind]} -o ${office}` : undefined;
}
