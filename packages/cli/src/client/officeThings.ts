import type { RequestOptions, Transport } from '@mitosislabs/transport';

/** The kinds of things in an office that are named on a command line. */
export type ThingKind = 'agent' | 'task' | 'file' | 'backup' | 'callback' | 'group' | 'role';

/** A thing in an office: the word for the command line, and a few words about it. */
interface Thing {
  readonly name: string;
  readonly detail: string | undefined;
}

type List = (office: string, transport: Transport, options: RequestOptions) => Promise<Thing[]>;

/** How the things of each kind are listed. */
const LISTS: Readonly<Record<ThingKind, List>> = {
  async agent(office, transport, options) {
    const { EmployeesAPI } = await import('@mitosislabs/api/employees');
    const agents = await new EmployeesAPI(transport).list(office, options);
    return agents.map(({ name, role }) => ({ name, detail: role }));
  },
  async task(office, transport, options) {
    const { TasksAPI } = await import('@mitosislabs/api/tasks');
    const tasks = await new TasksAPI(transport).list(office, options);
    return tasks.map(({ id, title, status }) => ({ name: id, detail: `${title} (${status})` }));
  },
  async file(office, transport, options) {
    const { FilesAPI } = await import('@mitosislabs/api/files');
    const files = await new FilesAPI(transport).list(office, options);
    return files.map(({ name, size }) => ({ name, detail: `${size} bytes` }));
  },
  async backup(office, transport, options) {
    const { BackupsAPI } = await import('@mitosislabs/api/backups');
    const backups = await new BackupsAPI(transport).list(office, {}, options);
    return backups.map((one) => ({ name: one.id, detail: `${one.employee_name}, ${one.created_at}` }));
  },
  async callback(office, transport, options) {
    const { CallbacksAPI } = await import('@mitosislabs/api/callbacks');
    const callbacks = await new CallbacksAPI(transport).list(office, options);
    return callbacks.map(({ id, type }) => ({ name: id, detail: type }));
  },
  async group(office, transport, options) {
    const { XMTPAPI } = await import('@mitosislabs/api/xmtpApi');
    const groups = await new XMTPAPI(transport).listGroups(office, options);
    return groups.map(({ id, name }) => ({ name: id, detail: name }));
  },
  async role(office, transport, options) {
    const { RolesAPI } = await import('@mitosislabs/api/roles');
    const roles = await new RolesAPI(transport).list(office, options);
    return roles.map(({ name, permissions }) => ({ name, detail: permissions.join(', ') }));
  },
};

/** Lists the things of a kind in an office. */
export async function thingsIn(
  office: string,
  kind: ThingKind,
  transport: Transport,
  options: RequestOptions,
): Promise<Thing[]> {
  return LISTS[kind](office, transport, options);
}

/** The kind of each argument and option, by its name in the help without dashes. */
const KINDS: Readonly<Record<string, ThingKind>> = {
  agent: 'agent',
  backup: 'backup',
  callback: 'callback',
  conversation: 'agent',
  file: 'file',
  group: 'group',
  peer: 'agent',
  role: 'role',
  task: 'task',
  to: 'agent',
};

/** Returns the kind of the things that an argument or option names; `undefined` if they cannot be listed. */
export function kindOf(word: string): ThingKind | undefined {
  return Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
}

/** Begins the placeholder of an argument to pick. No argument of a process can hold it. */
const MARK = '\u0000';

/** Returns the word to put in place of a missing argument, until one is picked; `undefined` if its kind has no list. */
export function placeholderOf(word: string): string | undefined {
  return kindOf(word) && MARK + word;
}

/** Returns the argument of a placeholder; `undefined` for any other value. */
export function missingWord(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;
}
