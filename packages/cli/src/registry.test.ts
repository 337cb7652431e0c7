import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cliOf, parse } from './argv/parse.ts';
import { createContext } from './createContext.ts';
import { registry } from './registry.ts';

const { context } = createContext({ signal: new AbortController().signal });

describe.each(registry.map((entry) => [entry.path, entry] as const))('mi %s', (path, entry) => {
  test('default: its file is where its words say', () => {
    expect(existsSync(new URL(`./commands/${path.replace(' ', '/')}.ts`, import.meta.url))).toBe(true);
  });

  test('behavior: it says what it does, and every option what it is for', async () => {
    const { definition } = cliOf(path, await entry.load());
    expect(definition.description).toMatch(/^[A-Z].*\.\s*$/);
    expect(definition.examples?.length).toBeGreaterThan(0);
    expect(definition.options.map(({ definition: option }) => option)).toContain('--json');
    for (const option of definition.options) expect(option.description?.trim()).toMatch(/\S/);
    // An option without a description would stand in the usage line.
    expect(definition.usage).not.toContain('--');
  });

  test('behavior: its help has no sentence that a gap goes through', async () => {
    const { definition } = cliOf(path, await entry.load());
    for (const paragraph of (definition.details ?? '').trim().split(/\n\s*\n/)) {
      expect(paragraph.trimEnd()).toMatch(/^$|[.:…]$/);
    }
  });

  test('behavior: its examples parse, and begin with its words', async () => {
    const commandClass = await entry.load();
    for (const [, example] of commandClass.usage?.examples ?? []) {
      const line = example.split(' | ').find((part) => part.startsWith('mi ')) ?? '';
      expect(line).toMatch(new RegExp(`^mi ${path}( |$)`));
      const args = words(line).slice(1 + path.split(' ').length);
      expect(parse(path, commandClass, args, context)).toBeInstanceOf(commandClass);
    }
  });
});

/** Splits a line as a shell does, as far as examples go. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
}
