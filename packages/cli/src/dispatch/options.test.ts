import { contract } from '@mitosislabs/api/contract';
import { describe, expect, test } from 'vitest';
import { commandTable } from './commandTable.ts';
import { loadCommand } from './findCommand.ts';
import { optionNames } from './mistakes.ts';
import { cliOf } from './parse.ts';

/** The options of every command → whether each takes a value. */
const GLOBAL = new Map([
  ['--json', false],
  ['--jq', true],
  ['--profile', true],
  ['--no-input', false],
  ['--no-pager', false],
  ['--debug', false],
]);
/** Commands that use no platform, or all accounts: the help says that they take no `--endpoint`. */
const WITHOUT_ENDPOINT = /^(?:(?:auth|logout|completion)\b|dev$)/;
/** The office is the new default one, or the one that is made. */
const WITHOUT_OFFICE = /^offices (create|list)$|^auth\b/;
/** Its `-o` is the output. */
const LONG_OFFICE = 'files download';

const routes = new Map(
  Object.values(contract).flatMap((group) =>
    Object.values(group).map(({ name, route }: { name: string; route: string }) => [name, route] as const),
  ),
);

describe.each(commandTable.map((entry) => [entry.path, entry] as const))('mi %s', (path, entry) => {
  const options = async () => optionNames(cliOf(path, await loadCommand(entry)).definition);

  test('default: takes the options of every command', async () => {
    const names = await options();
    for (const [name, takesValue] of GLOBAL) expect([name, names.get(name)]).toEqual([name, takesValue]);
    expect(names.has('--endpoint')).toBe(!WITHOUT_ENDPOINT.test(path));
  });

  const isAboutOffice =
    /^(agents|chat|send|use|init|keys|tasks|files|credits|offices|env)\b/.test(path) ||
    (routes.get(entry.operation ?? '') ?? '').includes('{officeId}');
  if (isAboutOffice && !WITHOUT_OFFICE.test(path)) {
    test('default: takes the office as an option', async () => {
      const names = await options();
      expect(names.get('--office')).toBe(true);
      if (path !== LONG_OFFICE) expect(names.get('-o')).toBe(true);
    });
  }
});
