import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

/**
 * Writes the help of every command and topic to `dist/help`, so that `bin/mi.js` prints it without loading anything:
 * `login.txt`, `tasks/create.txt`, `index.txt` in each folder for the topic,
 * and `short.txt` for a bare `mi`.
 */
export async function bakeHelp() {
  const require = createRequire(import.meta.url);
  const { run } = require('../dist/run.cjs');
  for (const [file, words] of helpFiles(require)) {
    const stdout = new PassThrough();
    const help = text(stdout);
    const code = await run(file === 'short' ? [] : [...words, '--help'], {
      stdout,
      stderr: process.stderr,
      env: {},
      signal: new AbortController().signal,
    });
    stdout.end();
    if (code !== 0) throw new Error(`mi ${words.join(' ')} --help ended with ${code}`);
    await mkdir(dirname(`dist/help/${file}`), { recursive: true });
    await writeFile(`dist/help/${file}.txt`, await help);
  }
}

/** Maps each file to write to the command words of its help. */
function helpFiles(require) {
  const { commandTable } = require('../dist/commandTable.cjs');
  const { topicAliases } = require('../dist/CommandEntry.cjs');
  const files = new Map([
    ['index', []],
    ['short', []],
    ...['environment', 'exit-codes'].map((page) => [page, [page]]),
  ]);
  const aliases = Object.entries(topicAliases);
  const paths = new Set(commandTable.map(({ path }) => path));
  for (const path of commandTable.flatMap(({ path, aliases = [] }) => [path, ...aliases])) {
    const [topic, command] = path.split(' ');
    const names = [topic, ...aliases.flatMap(([alias, name]) => (name === topic ? [alias] : []))];
    for (const name of names) {
      if (command === undefined) {
        files.set(name, [name]);
        continue;
      }
      files.set(`${name}/${command}`, [name, command]);
      // A topic that is a command, too, such as `mi mcp`, runs when it stands alone.
      if (!paths.has(topic)) files.set(`${name}/index`, [name]);
    }
  }
  return files;
}
