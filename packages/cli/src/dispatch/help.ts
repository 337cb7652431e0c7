import { exitCodeSummaries } from '../errors/exitCodes.ts';
import type { CommandEntry } from './CommandEntry.ts';
import { commandTable } from './commandTable.ts';
import { entry, fill, WIDTH } from './layout.ts';

const ENVIRONMENT = [
  ['MITOSIS_API_KEY', 'the key to use in place of the stored one'],
  ['MITOSIS_ENDPOINT', 'the platform to use in place of the stored one'],
  ['MITOSIS_DASHBOARD_ENDPOINT', 'the dashboard, if it cannot be derived from the endpoint'],
  ['MI_PROFILE', 'the account to act as in place of the current one'],
  ['MITOSIS_OFFICE', 'the office to use when none is named'],
  ['MITOSIS_HOME', 'where keys and settings are kept; default ~/.os1'],
  ['MITOSIS_KEY_PASSPHRASE', 'the passphrase of agents’ keys, in place of a prompt'],
  ['MITOSIS_KEYCHAIN', 'off stores new keys in that folder, not in the keychain'],
  ['MI_OUTPUT', 'json prints JSON, as --json does, unless --no-json is given; else text'],
  ['MI_API_KEY', 'the same as MITOSIS_API_KEY'],
  ['MI_OFFICE, MI_OFFICE_ID', 'the same as MITOSIS_OFFICE'],
  ['MI_COMPLETION_MS', 'the time limit of a completion, in ms; default 300'],
  ['NO_COLOR', 'no colour'],
  ['MI_DEBUG', '1 shows where errors come from (stack traces)'],
] as const;

const DOCUMENTATION = 'https://github.com/mitosislabs/sdk#readme';
const ISSUES = 'https://github.com/mitosislabs/sdk/issues';

/** Returns the output of a bare `mi`. */
export function shortHelp(): string {
  return `mi: persistent AI agents that remember, replicate and coordinate

  mi login                                   sign in
  mi agents hire -n aria --wait              hire an agent
  mi chat aria                               talk with it
  mi tasks create -t "Audit Q1" --wait       give it something to do
  mi files ls                                see what it made
  mi dev                                     no account? run the platform here

\`mi --help\` lists the commands. \`mi <command> --help\` shows how one is used.
`;
}

/** Returns the output of `mi --help`. The build writes it to a file, so that printing it loads nothing. */
export function topHelp(): string {
  return `mi: persistent AI agents that remember, replicate and coordinate

usage: mi <command> [options]

examples:
  mi login                                     # no account? mi dev
  mi agents hire -n aria -r researcher --wait
  mi chat aria
  mi send aria "What is new?" --wait
  mi tasks create -t "Audit Q1 revenue" -a aria --wait
  mi agents list --jq '.[] | select(.status.ready) | .name'

commands:
${commandLines(commandTable)}

options of every command:
  --json[=<fields>]  print JSON; --json=id,name prints only these fields
  --jq <filter>      print the JSON that a jq filter makes of it: --jq '.[].id'
  --no-json          print text, although MI_OUTPUT is json
  --profile <name>   the account to act as; \`mi auth list\` shows them
  --endpoint <url>   the platform to use; not for \`dev\`, \`logout\` and \`auth\`
  --no-input         never prompt; fail if input is missing
  --debug            report errors in full
  -h, --help         show how a command is used
  --version          print the version (alone)

<office> may be left out when MITOSIS_OFFICE or \`mi init --office\` names one, or
when you own just one. \`colonies\` is another name for \`offices\`.

more:
  mi help environment   the variables that mi reads
  mi help exit-codes    what a script can tell from the exit code
  documentation         ${DOCUMENTATION}
  issues                ${ISSUES}
`;
}

/** Returns a page of the help that is about no command; `undefined` if there is none of that name. */
export function helpPage(name: string): string | undefined {
  if (name === 'exit-codes') {
    return `exit codes of mi, for scripts:

${rows(exitCodeSummaries.map(([code, meaning]) => [String(code), meaning]))}

With --json, an error is one JSON object on standard error, with the code as
\`exitCode\`. A command that ended with 8 or 9 may be repeated.
`;
  }
  if (name !== 'environment') return undefined;
  return `environment variables of mi:

${rows(ENVIRONMENT)}

An option overrides the environment, and the environment overrides the profile.
MITOSIS_API_KEY overrides MI_API_KEY, and MITOSIS_OFFICE overrides MI_OFFICE and
MI_OFFICE_ID. A stored key is sent only to the host that it was issued for.
`;
}

/** Returns the output of `mi <topic> --help`, such as `mi offices --help`. */
export function topicHelp(topic: string): string {
  const entries = commandTable.filter(({ path }) => path.startsWith(`${topic} `));
  const alias = topic === 'offices' ? '\n`colonies` is another name for `offices`.\n' : '';
  const lines = entries.flatMap(({ path, synopsis, summary }) => [
    ...hanging(`mi ${path} ${synopsis}`.trimEnd()),
    `      ${summary}`,
  ]);
  return `usage: mi ${topic} <command> [options]

commands:
${lines.join('\n')}
${alias}
\`mi ${topic} <command> --help\` shows how a command is used.
`;
}

/** Lists commands with their summaries, a gap between topics. */
function commandLines(entries: readonly CommandEntry[]): string {
  const width = Math.max(...entries.map(({ path }) => path.length));
  let before: string | undefined;
  return entries
    .flatMap(({ path, summary }) => {
      const topic = path.includes(' ') ? path.slice(0, path.indexOf(' ')) : '';
      const gap = before !== undefined && topic !== before ? [''] : [];
      before = topic;
      return [...gap, ...entry(path, summary, width)];
    })
    .join('\n');
}

/** Lays out names and their meanings in two columns. */
function rows(pairs: readonly (readonly [name: string, meaning: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.flatMap(([name, meaning]) => entry(name, meaning, width)).join('\n');
}

/** A usage line; a long one goes on below itself. */
function hanging(line: string): string[] {
  const [first = '', ...others] = fill(line, WIDTH - 8);
  return [`  ${first}`, ...others.map((other) => `        ${other}`)];
}
