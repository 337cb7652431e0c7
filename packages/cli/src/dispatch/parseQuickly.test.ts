import { inspect } from 'node:util';
import { Cli, type CommandClass } from 'clipanion';
import { expect, test } from 'vitest';
import type { Context } from '../Context.ts';
import { commandTable } from './commandTable.ts';
import { loadCommand } from './findCommand.ts';
import { parseQuickly } from './parse.ts';

/** The fields of a command for a line, or the message of the error. As text: functions are never equal. */
function fieldsOf(cli: Cli<Context>, words: readonly string[]): string {
  try {
    const { context, ...fields } = cli.process([...words], {} as Context);
    return inspect(fields);
  } catch (error) {
    return String(error);
  }
}

/** Returns clipanion's own parser, the quick one, and whether that one built the state machine since it was last asked. */
function parsersOf(commandClass: CommandClass<Context>) {
  const [slow, quick] = [new Cli<Context>(), new Cli<Context>()];
  for (const cli of [slow, quick]) cli.register(commandClass);
  let built = 0;
  const engine = Reflect.get(quick, 'builder');
  const compile = engine.compile.bind(engine);
  engine.compile = () => {
    built++;
    return compile();
  };
  const options = parseQuickly(quick);
  return { slow, quick, options, wasBuilt: () => built-- > 0 };
}

test.each(commandTable.map((entry) => [entry.path, entry] as const))(
  'default: the quick parser reads mi %s as clipanion does',
  async (_, entry) => {
    const { slow, quick, options, wasBuilt } = parsersOf(await loadCommand(entry));
    const given = options.map(({ names, arity, allowBinding }) =>
      names.flatMap((name) => (arity > 0 ? [`${name}=a=b`] : allowBinding ? [name, `${name}=x`] : [name])),
    );
    const required = options.flatMap(({ required, names }) => (required ? [`${names[0]}=r`] : []));
    const words = Array.from({ length: 5 }, (_one, count) => [
      '--',
      ...'-a b é -- --x'.split(' ').slice(0, count),
    ]);
    const lines = [
      [],
      required,
      ...words.map((positionals) => [...required, ...positionals]),
      ...given.flat().flatMap((option) => words.slice(0, 3).map((all) => [...required, option, ...all])),
      [...given.map(([first = '']) => first), '--', 'a'],
      ...['--no-json', '--wrong', '--wrong=x', '-', '--json=', 'stray', '-zz', '--debug=x'].map((one) => [
        ...required,
        one,
      ]),
    ];
    let quickly = 0;
    for (const line of lines) {
      expect([line, fieldsOf(quick, line)]).toEqual([line, fieldsOf(slow, line)]);
      if (!wasBuilt()) quickly++;
    }
    // At least one number of arguments is right, with each option.
    expect(quickly).toBeGreaterThan(given.length);
  },
);
