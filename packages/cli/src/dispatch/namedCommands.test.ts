import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commandTable } from './commandTable.ts';
import { loadCommand } from './findCommand.ts';
import { cliOf } from './parse.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Everything that tells people what to type: errors, help, documentation. */
function texts(): [file: string, text: string][] {
  const packages = readdirSync(join(root, 'packages'));
  const sources = packages.flatMap((name) =>
    readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ts$/.test(file) && !/\.test(-d)?\.ts$|\.tmp\.ts$/.test(file))
      .map((file) => join('packages', name, 'src', file)),
  );
  const pages = packages.map((name) => join('packages', name, 'README.md'));
  return [...sources, ...pages, 'README.md', 'docs/errors.md'].map((file) => [
    file,
    readFileSync(join(root, file), 'utf8'),
  ]);
}

const firstWords = new Set(commandTable.map(({ path }) => path.split(' ')[0]));

/** The commands that a text names: what stands in backticks and begins with `mi`, and what begins like a command elsewhere. */
function commandsIn(text: string): string[] {
  const plain = text.replaceAll('\\`', '`').replace(/\$\{[^}]*\}/g, '<value>');
  const quoted = [...plain.matchAll(/`mi ([^`\n]+)`/g)].map(([, command = '']) => command);
  const bare = [...plain.matchAll(/(?<![`\w./-])mi ([a-z]+(?: [^`'"\n]*)?)/g)]
    .map(([, command = '']) => command.split(/[,;:]|\. |\.$| — | #| \| |<\/code>/)[0] ?? '')
    .filter((command) => firstWords.has(command.split(' ')[0] ?? ''));
  return [...quoted, ...bare];
}

test('behavior: every command that is named anywhere exists, with the options that are named', async () => {
  const entries = await Promise.all(
    commandTable.map(async (entry) => {
      const { definition } = cliOf(entry.path, await loadCommand(entry));
      const options = definition.options.flatMap(({ definition: written }) =>
        (written.split(' ')[0] ?? '').split(','),
      );
      return [entry.path, ...(entry.aliases ?? [])].map((path) => [path, options] as const);
    }),
  ).then((lists) => lists.flat());
  const wrong: string[] = [];
  let count = 0;
  for (const [file, text] of texts()) {
    for (const command of commandsIn(text)) {
      count++;
      // An older name of offices.
      const words = command
        .trim()
        .replace(/^colonies\b/, 'offices')
        .split(/\s+/);
      const found = entries.filter(([path]) => `${words.join(' ')} `.startsWith(`${path} `));
      const isGroup = entries.some(([path]) => path.startsWith(`${words[0]} `));
      const isGlobal = /^(-|<|help$)/.test(words[0] ?? '');
      const isWhole = found.length > 0 || isGlobal || (isGroup && /^(-|…|<|$)/.test(words[1] ?? ''));
      const options = words
        .filter((word) => /^--?[a-z]/.test(word))
        .map((word) => word.replace(/[=.,)].*$/, ''));
      const known = [
        '--help',
        '--json',
        '--profile',
        '--version',
        '-h',
        '-v',
        ...found.flatMap(([, names]) => names),
      ];
      const unknown = words[0] === '<value>' ? [] : options.filter((option) => !known.includes(option));
      if (!isWhole || unknown.length > 0) wrong.push(`${file}: mi ${command} ${unknown.join(' ')}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(150);
});
