// `pnpm english`: finds sentences in comments, documentation and texts that are hard to read.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Each pattern with what to write in its place. */
const RULES = [
  [
    /\b(who(so)?ever|somebody|nobody|everybody|anybody)\b/i,
    'name the caller, the user, the program or the agent',
  ],
  [/\bwhat (was|is|has been) (told|said|refused)\b/i, 'name the message, the request or the answer'],
  [/(\/\*\*|^\s*\*|\/\/|^#+) What (?!.*\?)/, 'begin with a noun or a verb'],
  [
    /[.;] What (is|was|has|it|they|came|comes|cannot|can|must|may) [^?]*$/,
    'name the subject of the sentence',
  ],
  [
    /\b(is|are|was|were|be|been|has|had) told\b|\btold (of|apart|whether)\b/i,
    'report, call, notify, distinguish',
  ],
  [
    /(^|[.:] |\/?\*+ |\/\/ )(So that|Those (of|that|which)|Of (a|the|its|several))\b/,
    'begin with a noun or a verb',
  ],
  [/\b(that|those|all) which\b/i, 'write: that, or name the thing'],
  [/\banswers? (that )?(grow|grows|grew|has grown|have grown)\b/i, 'an answer streams'],
  [/\b(a|one|the|each|next|first|last|two) looks?\b(?! (at|like|for|into|back|up))/i, 'a poll, a check'],
  [/\banew\b/i, 'again'],
  [/\bof no (more )?use\b/i, 'pointless, useless'],
  [/\b(answer|answered|answers) with (a )?(status )?[2-5]\d\d\b/i, 'a server responds with a status'],
  [/\b(is|are|was|were) said of\b|\bit was said\b|\bwelcome any ?more\b/i, 'say it directly'],
];
const CHECKED = /\.(ts|tsx|js|mjs|md)$/;
const SKIPPED =
  /^(tests\/vectors|docs\/api|docs\/(figures|exports)|packages\/sdk\/llms|scripts\/(plainEnglish|measure))/;

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => CHECKED.test(file) && !SKIPPED.test(file) && existsSync(root + file));
let count = 0;
for (const file of files) {
  for (const [index, line] of readFileSync(root + file, 'utf8')
    .split('\n')
    .entries()) {
    const rule = RULES.find(([pattern]) => pattern.test(line));
    if (!rule) continue;
    count++;
    console.log(`${file}:${index + 1}: ${line.trim()}\n    ${rule[1]}`);
  }
}
console.log(`${count} hard sentences`);
process.exitCode = count > 0 ? 1 : 0;
