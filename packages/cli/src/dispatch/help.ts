import { exitCodeSummaries } from '../errors/exitCodes.ts';
import type { CommandEntry } from './CommandEntry.ts';
import { commandTable } from './commandTable.ts';

const ENVIRONMENT = [
  ['MITOSIS_API_KEY', 'the key to use in place of the stored one'],
  ['MITOSIS_ENDPOINT', 'the platform to use in place of the stored one'],
  ['MITOSIS_DASHBOARD_ENDPOINT', 'the dashboard, if it cannot be derived from the endpoint'],
  ['MI_PROFILE', 'the account to act as in place of the current one'],
  ['MITOSIS_OFFICE', 'the office to use when none is named'],
  ['MITOSIS_HOME', 'where keys and settings are kept; default ~/.os1'],
  ['MITOSIS_KEY_PASSPHRASE', 'opens and encrypts agents’ keys, in place of asking'],
  ['MITOSIS_KEYCHAIN', 'off stores new keys in that folder, not in the keychain'],
  ['MI_OUTPUT', 'json prints JSON, as --json does, unless --no-json is given; else text'],
  ['MI_API_KEY', 'the same as MITOSIS_API_KEY'],
  ['MI_OFFICE, MI_OFFICE_ID', 'the same as MITOSIS_OFFICE'],
  ['NO_COLOR', 'no colour'],
  ['MI_DEBUG', '1 shows where errors come from (stack traces)'],
] as const;

/** Returns the output of `mi --help`. The build writes it to a file, so that printing it loads nothing. */
export function topHelp(): string {
  const codes = exitCodeSummaries.map(([code, meaning]) => `  ${String(code).padEnd(5)} ${meaning}`);
  const environment = ENVIRONMENT.map(([name, meaning]) => `  ${name.padEnd(27)} ${meaning}`);
  return `mi: persistent AI agents that remember, replicate and coordinate

usage: mi <command> [options]

commands:
${commandLines(commandTable)}

\`colonies\` is another name for \`offices\`. <office> may be left out when MITOSIS_OFFICE or
\`mi init --office\` names one, or when you own just one.

options of every command:
  --json[=<fields>] print JSON on standard output, errors on standard error; --json=id,name
                    prints only these fields
  --jq <filter>     print the JSON that a jq filter makes of it: --jq '.[].id'
  --no-json         print text, although MI_OUTPUT is json
  --profile <name>  the account to act as; \`mi auth list\` shows them
  --endpoint <url>  the platform to use; not for \`dev\`, \`logout\` and \`auth\`
  -h, --help        show how a command is used
  --version         print the version (alone)

environment:
${environment.join('\n')}

An option overrides the environment, and the environment overrides the profile. MITOSIS_API_KEY
overrides MI_API_KEY, and MITOSIS_OFFICE overrides MI_OFFICE and MI_OFFICE_ID. A stored key is sent only to
the host that it was issued for.

exit codes:
${codes.join('\n')}

begin with: mi login          (no account? mi dev runs the platform on this machine)
`;
}

/** Returns the output of `mi <topic> --help`, such as `mi offices --help`. */
export function topicHelp(topic: string): string {
  const entries = commandTable.filter(({ path }) => path.startsWith(`${topic} `));
  const alias = topic === 'offices' ? '\n`colonies` is another name for `offices`.\n' : '';
  return `usage: mi ${topic} <command> [options]

commands:
${commandLines(entries)}
${alias}
\`mi ${topic} <command> --help\` shows how a command is used.
`;
}

/** The column where the summaries start. */
const COLUMN = 44;

/** Lists commands with their arguments and summaries; long ones have their summary on the next line. */
function commandLines(entries: readonly CommandEntry[]): string {
  let before: string | undefined;
  const lines: string[] = [];
  for (const { path, synopsis, summary } of entries) {
    const topic = path.includes(' ') ? path.slice(0, path.indexOf(' ')) : '';
    if (before !== undefined && topic !== before) lines.push('');
    before = topic;
    const line = `  ${path} ${synopsis}`.trimEnd();
    if (line.length < COLUMN - 1) lines.push(line.padEnd(COLUMN) + summary);
    else lines.push(line, ' '.repeat(COLUMN) + summary);
  }
  return lines.join('\n');
}
