import { exitCodeSummaries } from '../errors/exitCodes.ts';
import type { CommandEntry } from './CommandEntry.ts';
import { commandTable } from './commandTable.ts';
import { entry, fill, narrowed, WIDTH } from './layout.ts';

const ENVIRONMENT = [
  ['MITOSIS_API_KEY', 'the key to use in place of the stored one'],
  ['MITOSIS_ENDPOINT', 'the platform to use in place of the stored one'],
  ['MITOSIS_DASHBOARD_ENDPOINT', 'the dashboard, if it cannot be derived from the endpoint'],
  ['MI_PROFILE', 'the account to act as in place of the current one'],
  ['MITOSIS_OFFICE', 'the office to use when none is named'],
  ['MITOSIS_HOME', 'where keys and settings are kept; default ~/.os1'],
  ['MITOSIS_KEY_PASSPHRASE', 'the passphrase of agents’ keys, in place of a prompt'],
  ['MITOSIS_KEYCHAIN', 'off stores new keys in files, not in the keychain'],
  ['MITOSIS_SERVE_KEY', 'the key of mi serve, in place of a new one at each start'],
  ['MITOSIS_MCP_TOKEN', 'the token of mi mcp --http, in place of a new one at each start'],
  ['MI_DEV_TOKEN', 'the control token of the emulator that --endpoint names, for `mi dev …`'],
  ['MI_OUTPUT', 'json prints JSON, as --json does, unless --no-json is given; else text'],
  ['MI_API_KEY', 'the same as MITOSIS_API_KEY'],
  ['MI_OFFICE, MI_OFFICE_ID', 'the same as MITOSIS_OFFICE'],
  ['MI_COMPLETION_MS', 'the time limit of a completion, in ms; default 300'],
  ['MI_PAGER, PAGER', 'the pager for long text; default less -FRX, none if it is empty'],
  ['HTTPS_PROXY, ALL_PROXY', 'the proxy, such as http://user:password@proxy.example:3128'],
  ['NO_PROXY', 'hosts to reach without it: names, addresses, ranges, or *'],
  ['SSL_CERT_FILE, SSL_CERT_DIR', 'certificates of authorities to trust besides those of Node'],
  ['TRACEPARENT', 'the trace that a command belongs to (W3C Trace Context)'],
  ['NO_COLOR', 'no colour'],
  ['MI_DEBUG', '1 shows where errors come from (stack traces)'],
] as const;

const DOCUMENTATION = 'https://github.com/mitosislabs/sdk#readme';
const ISSUES = 'https://github.com/mitosislabs/sdk/issues';

/** Options of every command, for the help. */
const OPTIONS = [
  ['--json[=<fields>]', 'print JSON; --json=id,name prints only these fields'],
  ['--jq <filter>', "print the JSON that a jq filter makes of it: --jq '.[].id'"],
  ['--no-json', 'print text, even if MI_OUTPUT is json'],
  ['--profile <name>', 'the account to act as; `mi auth list` shows them'],
  ['--endpoint <url>', 'the platform to use; not for `dev`, `logout`, `auth` and `completion`'],
  ['--no-input', 'never prompt; fail if input is missing'],
  ['--no-pager', 'write long text to the terminal without a pager'],
  ['--debug', 'report errors in full'],
  ['-h, --help', 'show how a command is used'],
  ['--version', 'print the version (alone)'],
] as const;

/** Examples of `mi`: the command, and its effect. */
const FIRST_STEPS = [
  ['mi login', 'sign in'],
  ['mi agents hire -n aria --wait', 'hire an agent'],
  ['mi chat aria', 'talk with it'],
  ['mi tasks create -t "Audit Q1" --wait', 'give it something to do'],
  ['mi files ls', 'see what it made'],
  ['mi dev', 'no account? run the platform here'],
] as const;

/** Where to read on. */
const MORE = [
  ['mi help environment', 'the variables that mi reads'],
  ['mi help exit-codes', 'what a script can tell from the exit code'],
  ['documentation', DOCUMENTATION],
  ['issues', ISSUES],
] as const;

/**
 * Returns the output of a bare `mi`.
 *
 * @param width - The width of the terminal, in columns, if it is narrower than 80.
 */
export function shortHelp(width = WIDTH): string {
  return narrowed(
    `mi: persistent AI agents that remember, replicate and coordinate

${rows(FIRST_STEPS, width)}

${paragraph('`mi --help` lists the commands. `mi <command> --help` shows how one is used.', width)}
`,
    width,
  );
}

/**
 * Returns the output of `mi --help`. The build writes it to a file, so that printing it loads nothing.
 *
 * @param width - The width of the terminal, in columns, if it is narrower than 80.
 */
export function topHelp(width = WIDTH): string {
  return narrowed(
    `mi: persistent AI agents that remember, replicate and coordinate

usage: mi <command> [options]

examples:
  mi login                                     # no account? mi dev
  mi agents hire -n aria -r researcher --wait
  mi chat aria
  mi send aria "What is new?" --wait
  mi tasks create -t "Audit Q1 revenue" -a aria --wait
  mi agents list --jq '.[] | select(.status.ready) | .name'

commands:
${commandLines(commandTable, width)}

options of every command:
${rows(OPTIONS, width)}

${paragraph(
  '<office> may be left out when MITOSIS_OFFICE or `mi init --office` names one, or when you own just one. `colonies` is another name for `offices`.',
  width,
)}

more:
${rows(MORE, width)}
`,
    width,
  );
}

/**
 * Returns a page of the help that is about no command; `undefined` if there is none of that name.
 *
 * @param width - The width of the terminal, in columns, if it is narrower than 80.
 */
export function helpPage(name: string, width = WIDTH): string | undefined {
  if (name === 'exit-codes') {
    return `exit codes of mi, for scripts:

${rows(
  exitCodeSummaries.map(([code, meaning]) => [String(code), meaning]),
  width,
)}

${paragraph(
  'With --json, an error is one JSON object on standard error, with the code as `exitCode`. A command that ended with 8 or 9 may be repeated.',
  width,
)}
`;
  }
  if (name !== 'environment') return undefined;
  return `environment variables of mi:

${rows(ENVIRONMENT, width)}

${paragraph(
  'An option overrides the environment, and the environment overrides the profile. MITOSIS_API_KEY overrides MI_API_KEY, and MITOSIS_OFFICE overrides MI_OFFICE and MI_OFFICE_ID. A stored key is sent only to the host that it was issued for.',
  width,
)}
`;
}

/**
 * Returns the output of `mi <topic> --help`, such as `mi offices --help`.
 *
 * @param width - The width of the terminal, in columns, if it is narrower than 80.
 */
export function topicHelp(topic: string, width = WIDTH): string {
  const entries = commandTable.filter(({ path }) => path.startsWith(`${topic} `));
  const alias = topic === 'offices' ? '\n`colonies` is another name for `offices`.\n' : '';
  const lines = entries.flatMap(({ path, synopsis, summary }) => [
    ...hanging(`mi ${path} ${synopsis}`.trimEnd(), width),
    ...fill(summary, width - 6).map((line) => `      ${line}`),
  ]);
  return narrowed(
    `usage: mi ${topic} <command> [options]

commands:
${lines.join('\n')}
${alias}
${paragraph(`\`mi ${topic} <command> --help\` shows how a command is used.`, width)}
`,
    width,
  );
}

/** Lists commands with their summaries, a gap between topics. */
function commandLines(entries: readonly CommandEntry[], width: number): string {
  const nameWidth = Math.max(...entries.map(({ path }) => path.length));
  let before: string | undefined;
  return entries
    .flatMap(({ path, summary }) => {
      const topic = path.includes(' ') ? path.slice(0, path.indexOf(' ')) : '';
      const gap = before !== undefined && topic !== before ? [''] : [];
      before = topic;
      return [...gap, ...entry(path, summary, nameWidth, width)];
    })
    .join('\n');
}

/** Lays out names and their meanings in two columns. */
function rows(pairs: readonly (readonly [name: string, meaning: string])[], width: number): string {
  const nameWidth = Math.max(...pairs.map(([name]) => name.length));
  return pairs.flatMap(([name, meaning]) => entry(name, meaning, nameWidth, width)).join('\n');
}

/** A usage line; a long one goes on below itself. */
function hanging(line: string, width: number): string[] {
  const [first = '', ...others] = fill(line, width - 8);
  return [`  ${first}`, ...others.map((other) => `        ${other}`)];
}

/** Breaks a paragraph into lines. */
function paragraph(text: string, width: number): string {
  return fill(text, width).join('\n');
}
