import { commandTable } from '../dispatch/commandTable.ts';
import { commandLines } from './commandLines.ts';

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
