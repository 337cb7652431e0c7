import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shellWords } from '../../testing/exampleArguments.ts';
import { createContext } from '../run.ts';
import { commandTable } from './commandTable.ts';
import { findCommand, loadCommand } from './findCommand.ts';
import { cliOf, parse } from './parse.ts';

const { context } = createContext({ signal: new AbortController().signal });

test('behavior: every file in commands/ is a command that its words find', () => {
  const files = readdirSync(new URL('../commands', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, '').split(/[\\/]/));
  for (const words of files) {
    expect(findCommand(words)).toMatchObject({ kind: 'command', entry: { path: words.join(' ') } });
  }
});

describe.each(commandTable.map((entry) => [entry.path, entry] as const))('mi %s', (path, entry) => {
  test('behavior: every command and every option has a description', async () => {
    const { definition } = cliOf(path, await loadCommand(entry));
    expect(definition.description).toMatch(/^[A-Z].*\.\s*$/);
    expect(definition.examples?.length).toBeGreaterThan(0);
    expect(definition.options.map(({ definition: option }) => option)).toContain('--json');
    for (const option of definition.options) expect(option.description?.trim()).toMatch(/\S/);
    // An option without a description would stand in the usage line.
    expect(definition.usage).not.toContain('--');
  });

  test('behavior: no help text has a gap within a sentence', async () => {
    const { definition } = cliOf(path, await loadCommand(entry));
    for (const paragraph of (definition.details ?? '').trim().split(/\n\s*\n/)) {
      expect(paragraph.trimEnd()).toMatch(/^$|[.:…]$/);
    }
  });

  test('behavior: every example parses, and begins with the words of the command', async () => {
    const commandClass = await loadCommand(entry);
    for (const [, example] of commandClass.usage?.examples ?? []) {
      const line = example.split(' | ').find((part) => part.startsWith('mi ')) ?? '';
      expect(line).toMatch(new RegExp(`^mi ${path}( |$)`));
      const args = shellWords(line).slice(1 + path.split(' ').length);
      expect(parse(path, commandClass, args, context)).toBeInstanceOf(commandClass);
    }
  });
});
