/** Commands that list the things of an office, by the part of the path that names their kind. */
const LISTS: Readonly<Record<string, string>> = {
  employees: 'agents list',
  files: 'files ls',
  tasks: 'tasks list',
  xmtp: 'agents list',
};

/** Returns the command that lists the things of the kind that a URL names; `undefined` if there is none. */
export function listing(url: string): string | undefined {
  const [, path] = /\/offices\/([^?#]+)/.exec(url) ?? [];
  if (path === undefined) return undefined;
  const [office, kind = '', ...names] = path.split('/');
  // The path names only the office, so the office was not found.
  if (names.length === 0) return 'mi offices list';
  return Object.hasOwn(LISTS, kind) ? `mi ${LISTS[kind]} -o ${office}` : undefined;
}
