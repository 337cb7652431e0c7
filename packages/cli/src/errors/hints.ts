import {
  ConflictError,
  NotFoundError,
  OS1Error,
  PermissionDeniedError,
  ServerError,
} from '@mitosislabs/transport/errors';

/** The words of hints about one group of the API. */
interface Group {
  /** The command that lists its things. */
  readonly list: string;
  /** The words for one of its things in messages of the platform. */
  readonly word: RegExp;
  /** The hint after 409. */
  readonly conflict?: (office: string) => string;
}

/** The groups, by the part of a path after the office, or by two parts. */
const GROUPS: Readonly<Record<string, Group>> = {
  employees: {
    list: 'agents list',
    word: /\b(agent|employee)\b/i,
    conflict: (office) => `Choose another name, or see the existing ones: \`mi agents list -o ${office}\`.`,
  },
  tasks: {
    list: 'tasks list',
    word: /\btask\b/i,
    conflict: (office) => `The state of the task has changed: \`mi tasks list -o ${office}\` shows it.`,
  },
  files: {
    list: 'files ls',
    word: /\bfile\b/i,
    conflict: (office) => `Choose another name, or see the existing ones: \`mi files ls -o ${office}\`.`,
  },
  roles: { list: 'roles list', word: /\brole\b/i },
  delegates: { list: 'delegates list', word: /\bdelegate\b/i },
  backups: { list: 'backups list', word: /\bbackup\b/i },
  env: { list: 'env list', word: /\bvariable\b/i },
  extensions: { list: 'extensions list', word: /\bextension\b/i },
  callbacks: { list: 'callbacks list', word: /\bcallback\b/i },
  xmtp: { list: 'agents list', word: /\bconversation\b/i },
  'xmtp/groups': { list: 'xmtp groups', word: /\bgroup\b/i },
  credits: { list: 'credits balance', word: /\bcredits\b/i },
};

/** Commands that show the effect of an API operation. */
const LOOKUPS: Readonly<Record<string, string>> = {
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
  const command = Object.hasOwn(LOOKUPS, lookup) ? LOOKUPS[lookup] : undefined;
  if (command === undefined) return hint;
  const { office } = partsOf(url);
  const where = office === undefined || command.startsWith('offices') ? '' : ` -o ${office}`;
  return `It may have been done anyway. Check before you repeat it: mi ${command}${where}`;
}

/**
 * Returns the hint for a request that the platform refused, by its class and the group that it is about.
 *
 * @param command - The words of the command that ran, if one did.
 */
export function refusalHint(error: OS1Error, command: string | undefined): string | undefined {
  const { office, group } = partsOf(error.url ?? '');
  if (error instanceof NotFoundError) {
    const list = missingThing(error);
    if (list !== undefined) return `Check the id or the name: \`${list}\` shows what there is.`;
    if (office === undefined) {
      return `${hostOf(error.url)} may not be the API. \`mi auth list\` shows the endpoints of your accounts.`;
    }
    return `Check the names: \`mi agents list -o ${office}\` shows the agents, \`mi offices list\` your offices.`;
  }
  if (error instanceof ConflictError) {
    const known = group === undefined ? undefined : GROUPS[group];
    if (known?.conflict && office !== undefined) return known.conflict(office);
    if (known) return `It conflicts with what is there: \`mi ${known.list} -o ${office}\` shows it.`;
    if (office === undefined) {
      return command === 'offices list' ? undefined : '`mi offices list` shows the offices that you have.';
    }
    return `It conflicts with the state of the office: \`mi offices status ${office}\` shows it.`;
  }
  if (error instanceof PermissionDeniedError) {
    // These two commands send the request that was refused.
    return command === 'whoami' || command === 'offices list'
      ? '`mi auth list` shows the accounts on this machine, `mi auth switch <profile>` changes to another.'
      : '`mi whoami` shows who you are, `mi offices list` which offices are yours.';
  }
  if (error instanceof ServerError && error.status !== 501) {
    return 'The platform failed. Try again later; if it fails again, report it with the output of --debug.';
  }
  switch (error.status) {
    case 413:
      return group === 'files' ? 'The file is too large for the platform.' : 'Send less at once.';
    case 400:
    case 422:
      return command === undefined ? undefined : `\`mi ${command} --help\` shows what each option takes.`;
    case 405:
    case 501:
      return `${hostOf(error.url)} does not support that. \`mi auth list\` shows the endpoints of your accounts.`;
    default:
      return undefined;
  }
}

/** Returns the command that lists the kind of thing that was not found: by the message, else by the path. */
function missingThing({ message, url = '' }: OS1Error): string | undefined {
  const { office, group } = partsOf(url);
  // Without the path, which names the office whatever is missing.
  const said = message.replace(/ \(404, .*$/s, '');
  const named = Object.keys(GROUPS).find((key) => key !== group && GROUPS[key]?.word.test(said));
  if (named !== undefined && office !== undefined) return `mi ${GROUPS[named]?.list} -o ${office}`;
  return /\boffice\b/i.test(said) && office !== undefined && !GROUPS[group ?? '']?.word.test(said)
    ? 'mi offices list'
    : listCommand(url);
}

/** Returns the command that lists the things of the kind that a URL names; `undefined` if there is none. */
export function listCommand(url: string): string | undefined {
  const { office, kind, hasName } = partsOf(url);
  if (office === undefined) return undefined;
  // The path names only the office, so the office was not found.
  if (!hasName) return 'mi offices list';
  return kind !== undefined && Object.hasOwn(GROUPS, kind)
    ? `mi ${GROUPS[kind]?.list} -o ${office}`
    : undefined;
}

/** Takes a URL of the API apart. `group` is one that hints know; `hasName` says whether it names one of its things. */
function partsOf(url: string): { office?: string; kind?: string; group?: string; hasName: boolean } {
  const [, path] = /\/offices\/([^?#]+)/.exec(url) ?? [];
  if (path === undefined) return { hasName: false };
  const [office = '', first, ...names] = path.split('/');
  const both = `${first}/${names[0]}`;
  const kind = Object.hasOwn(GROUPS, both) ? both : first;
  return {
    office,
    ...(kind !== undefined && { kind }),
    ...(kind !== undefined && Object.hasOwn(GROUPS, kind) && { group: kind }),
    hasName: names.length > (kind === both ? 1 : 0),
  };
}

/** The certificate problems of Node, by code: what the certificate is, and what to do. */
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    'has expired. Check the clock of this machine. If that is right, the owner of the server must renew the certificate.',
  CERT_NOT_YET_VALID: 'is not valid yet. Check the clock of this machine.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'is for another host. Check the endpoint: `mi auth list` shows those of your accounts, `mi init --endpoint <url>` sets it.',
};

/**
 * Returns the hint for a failed connection: by its cause, and by where it went.
 *
 * @param command - The words of the command that ran, if one did.
 */
export function connectionHint(error: OS1Error, command: string | undefined): string {
  const code = causeCode(error);
  if (/CERT|VERIFY|SELF_SIGNED|ISSUER/.test(code)) {
    return `The certificate of ${hostOf(error.url)} ${CERTIFICATES[code] ?? 'is not trusted. If your network has its own authority, name its file in SSL_CERT_FILE.'}`;
  }
  if (/^(EPROTO|ERR_SSL)/.test(code)) {
    return 'The server does not speak TLS there. Check whether the endpoint begins with http:// or https://.';
  }
  if (code === 'ECONNRESET' && error.url?.startsWith('http:')) {
    return 'The server closed the connection. Check whether the endpoint begins with http:// or https://.';
  }
  if (isOnThisMachine(error.url)) {
    return 'Is it running? `mi dev` starts the platform on this machine. Or set another endpoint: mi init --endpoint <url>';
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The name ${hostOf(error.url)} was not found. Check your network, and the endpoint: mi init --endpoint <url>`;
  }
  const next = command === 'doctor' ? '' : ' `mi doctor` looks for the cause.';
  return `Check your network, and the endpoint (\`mi init --endpoint <url>\` sets it).${next}`;
}

/** Returns the system's code at the bottom of the causes; empty if there is none. */
function causeCode(error: Error): string {
  let code = '';
  for (let one: unknown = error, depth = 0; one instanceof Error && depth < 6; one = one.cause, depth++) {
    const own: unknown = Reflect.get(one, 'code');
    if (depth > 0 && typeof own === 'string') code = own;
  }
  return code;
}

function hostOf(url: string | undefined): string {
  return /^https?:\/\/([^/]+)/.exec(url ?? '')?.[1] ?? 'the server';
}

function isOnThisMachine(url: string | undefined): boolean {
  return url !== undefined && /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url);
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
