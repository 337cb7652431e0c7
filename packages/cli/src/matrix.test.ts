import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleArguments } from '../testing/exampleArguments.ts';
import { type Home, type MiOptions, makeHome, ownerOf, withoutProgress } from '../testing/runMi.ts';
import { rememberEmulator } from './client/runningEmulators.ts';
import { commandTable } from './dispatch/commandTable.ts';
import { loadCommand } from './dispatch/findCommand.ts';
import { exitCodeSummaries } from './errors/exitCodes.ts';
import { escapeControls } from './terminal/escapeControls.ts';
import { textWidth } from './terminal/textWidth.ts';

/** Where a command may run: what is added to its words and to its environment, and how its streams are. */
interface Mode {
  words?: string[];
  env?: Record<string, string>;
  tty?: boolean;
  columns?: number;
  /** Whether colour may be printed. */
  colour?: boolean;
}

const MODES: Record<string, Mode> = {
  'a terminal of 40 columns': { tty: true, columns: 40, colour: true },
  'a terminal of 80 columns': { tty: true, columns: 80, colour: true },
  'a pipe': {},
  '--json': { words: ['--json'] },
  NO_COLOR: { tty: true, columns: 80, env: { NO_COLOR: '1' } },
  'TERM=dumb': { tty: true, columns: 80, env: { TERM: 'dumb' } },
  CI: { env: { CI: 'true' } },
};

/** Commands that would run on, or open a browser, with the arguments that make them end. */
const ARGUMENTS: Record<string, string[]> = {
  dev: ['--port', 'none'],
  serve: ['--port', 'none'],
  login: ['--token', '-'],
  completion: ['bash'],
  chat: ['no-such-agent'],
  'messages stream': ['-o', 'no-such-office'],
};

/** Commands whose output is the file of another program: it must stay as it is. */
const FOR_PROGRAMS = new Set(['completion', 'offices kubeconfig']);

/** The id of an office in the examples. */
const EXAMPLE_OFFICE = /\b33f5682c(?:-[0-9a-f-]+)?\b/;

let emulator: Awaited<ReturnType<typeof startEmulator>>;
/** The emulator that `mi dev …` controls: what those commands change must not decide what others print. */
let controlled: Awaited<ReturnType<typeof startEmulator>>;
let home: Home;
let office: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  home = await makeHome(ownerOf(emulator));
  controlled = await startEmulator({ readyAfterMs: 0 });
  await rememberEmulator(join(home.path, '.os1'), controlled);
  const created = await home.mi(['offices', 'create', '-n', 'an office with a name that is long', '--json']);
  office = JSON.parse(created.stdout).id;
  home.env['MITOSIS_OFFICE'] = office;
  for (const words of [
    ['agents', 'hire', '-n', 'aria', '-r', 'a role that is longer than a narrow terminal is wide'],
    ['tasks', 'create', '-t', 'Ein Titel, der länger ist als 東京 und \u001b[31mrot', '-a', 'aria'],
  ]) {
    expect(await home.mi(words)).toMatchObject({ code: 0 });
  }
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await Promise.all([emulator.close(), controlled.close()]);
});

/**
 * Returns the lines of an output that are wider than a terminal. Not JSON, which would be another value if it was broken,
 * and not what is there to be copied: a line of one word, such as a key, and an indented command.
 */
function tooWide(output: string, columns: number): string[] {
  const isJSON = /^[[{]/.test(output);
  const isToCopy = (line: string): boolean => /^\s*\S+$/.test(line) || /^\s+(mi|echo|export) /.test(line);
  return isJSON ? [] : output.split('\n').filter((line) => textWidth(line) > columns && !isToCopy(line));
}

const HELP = [
  [],
  ['--help'],
  ['help', 'environment'],
  ['help', 'exit-codes'],
  ...[...new Set(commandTable.map(({ path }) => path.split(' ')[0] ?? ''))].map((topic) => ['help', topic]),
  ...commandTable.map(({ path }) => [...path.split(' '), '--help']),
];

test.each([40, 57, 80, 200])(
  'behavior: every page of the help fits a terminal of %d columns',
  async (columns) => {
    for (const words of HELP) {
      const { code, stdout, stderr } = await home.mi(words, { tty: true, columns });
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
      expect({ words, wide: tooWide(stdout, columns) }).toEqual({ words, wide: [] });
    }
  },
);

describe.each(commandTable.map((entry) => [entry.path, entry] as const))('mi %s', (path, entry) => {
  test.each(Object.entries(MODES))(
    'behavior: in %s the command ends, and its output fits',
    async (_, mode) => {
      const words = ARGUMENTS[path] ?? exampleArguments(path, await loadCommand(entry));
      const args = [
        ...path.split(' '),
        ...words.map((word) =>
          word
            .replace(EXAMPLE_OFFICE, office)
            .replace(/^(?:acme.emulator|office.yaml)$/, (name) => join(home.path, name)),
        ),
        // Nothing is changed: what one command does must not decide what the next one prints.
        ...(entry.effect === undefined ? [] : ['--dry-run']),
        ...(mode.words ?? []),
      ];
      const options: MiOptions = {
        stdin: '',
        ...(mode.env && { env: mode.env }),
        ...(mode.columns && { columns: mode.columns }),
      };
      const { code, stdout, ...ended } = await home.mi(args, { ...options, tty: mode.tty === true });
      const stderr = withoutProgress(ended.stderr);
      const documented = exitCodeSummaries.map(([known]) => known);
      expect(documented, stderr).toContain(code);
      for (const output of [stdout, stderr]) {
        if (!mode.colour) expect(output).not.toContain('\u001b');
        // Without its colours, the output is text: no control character reaches a terminal.
        const plain = stripVTControlCharacters(output);
        expect(escapeControls(plain)).toBe(plain);
      }
      if (mode.columns !== undefined && !FOR_PROGRAMS.has(path)) {
        expect(tooWide(stdout, mode.columns)).toEqual([]);
        expect(tooWide(stderr, mode.columns)).toEqual([]);
      }
      if (mode.words?.includes('--json')) {
        // One document, or one a line; the last line of a failure is one, too.
        const failure = code === 0 ? [] : stderr.trimEnd().split('\n').slice(-1);
        for (const line of [...stdout.split('\n').filter(Boolean), ...failure]) {
          expect(() => JSON.parse(line), line).not.toThrow();
        }
      }
    },
  );
});
