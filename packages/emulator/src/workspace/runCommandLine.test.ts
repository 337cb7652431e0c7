import { describe, expect, test } from 'vitest';
import { EXEC } from '../assumptions.ts';
import { Clock } from '../core/Clock.ts';
import type { Drive } from './Drive.ts';
import { Memory } from './Memory.ts';
import { runCommandLine } from './runCommandLine.ts';
import { Turns } from './Turns.ts';

const clock = new Clock(() => 0);
const memory = new Memory(EXEC.memoryBytes);
const turns = new Turns(clock);
const shared = (signal: AbortSignal) => ({ memory, pace: turns.pace(signal) });

/** Files in memory. */
function driveOf(files: Record<string, string> = {}): Drive & { files: Map<string, string> } {
  const map = new Map(Object.entries(files));
  return {
    files: map,
    names: () => [...map.keys()].sort(),
    size: (name) => map.get(name)?.length,
    read: (name) => (map.has(name) ? new TextEncoder().encode(map.get(name)) : undefined),
    write: (name, content) => void map.set(name, new TextDecoder().decode(content)),
    delete: (name) => void map.delete(name),
  };
}

async function sh(
  line: string,
  files?: Record<string, string>,
  signal = new AbortController().signal,
  more = {},
) {
  const drive = driveOf(files);
  const env = { NAME: 'aria', SPACED: 'a b', ...more };
  const result = await runCommandLine(line, { drive, env, clock, signal, ...shared(signal) });
  return { ...result, files: Object.fromEntries(drive.files) };
}

const two = { 'a.txt': 'one\ntwo\n', 'b.md': 'three\n', 'sub/c.txt': 'four\n' };

describe('runCommandLine', () => {
  test.each([
    ['echo hello   world', 'hello world\n'],
    ['echo \'a  $NAME\' "b  $NAME" c\\ d', 'a  $NAME b  aria c d\n'],
    [`echo \${NAME}x $NONE"$SPACED"`, 'ariax a b\n'],
    ['echo "a\\"b\\$c\\\\d"', 'a"b$c\\d\n'],
    ['echo -n a; echo b # a comment', 'ab\n'],
    ['echo a\necho b', 'a\nb\n'],
    ['ls', 'a.txt\nb.md\nsub/c.txt\n'],
    ['ls -la *.txt', 'a.txt\n'],
    ['ls *.none "*.txt"; true', ''],
    ['cat a.txt b.md', 'one\ntwo\nthree\n'],
    ['cat /workspace/a.txt ./b.md', 'one\ntwo\nthree\n'],
    ['cat < a.txt', 'one\ntwo\n'],
    ['cat a.txt | grep t | wc -l', '1\n'],
    ['wc a.txt', '2 2 8\n'],
    ['grep -c tw a.txt; grep -v one a.txt; grep -i TWO a.txt', '1\ntwo\ntwo\n'],
    ['head -1 a.txt; tail -n 1 a.txt; head a.txt', 'one\ntwo\none\ntwo\n'],
    ['echo b > x; echo a >> x; sort x', 'a\nb\n'],
    ['false || echo failed; true && echo succeeded; false && echo never', 'failed\nsucceeded\n'],
    ['head -c 4 a.txt; tail -c 4 a.txt; head -n 0 a.txt', 'one\ntwo\n'],
    ['echo -n a | wc -l; cat a.txt b.md | tail -n 2', '0\ntwo\nthree\n'],
    ['cat a.txt b.md | head -n 3 | grep e', 'one\nthree\n'],
    ['echo kept > x | true; cat x', 'kept\n'],
    ['rm a.txt | cat b.md; ls', 'three\nb.md\nsub/c.txt\n'],
    ['ls *.m?; ls */*; ls s*b/*', 'b.md\nsub/c.txt\nsub/c.txt\n'],
    ['cat a.txt none > x; cat x', 'one\ntwo\n'],
    ['pwd; date', '/workspace\n1970-01-01T00:00:00.000Z\n'],
    ['env', 'NAME=aria\nSPACED=a b\n'],
  ])('default: prints for %j: %j', async (line, stdout) => {
    expect((await sh(line, two)).stdout).toBe(stdout);
  });

  test('default: copies, moves, creates and removes files', async () => {
    const { files, exit_code } = await sh('cp a.txt d.txt; mv b.md e.md; touch f; rm a.txt; rm -f none', two);
    expect(exit_code).toBe(0);
    expect(files).toEqual({
      'd.txt': two['a.txt'],
      'e.md': two['b.md'],
      f: '',
      'sub/c.txt': two['sub/c.txt'],
    });
  });

  test.each([
    ['true', 0, ''],
    ['false', 1, ''],
    ['exit 7; echo never', 7, ''],
    ['git status', 127, 'git: command not found\n'],
    ['constructor', 127, 'constructor: command not found\n'],
    ['cat none', 1, 'cat: none: No such file\n'],
    ['cat /etc/passwd', 1, 'cat: /etc/passwd: No such file\n'],
    ['cat ../../etc/passwd', 1, 'cat: ../../etc/passwd: No such file\n'],
    ['echo x > /etc/passwd', 1, 'sh: /etc/passwd: No such file\n'],
    ['cat < none', 1, 'cat: none: No such file\n'],
    ['rm none', 1, 'rm: none: No such file\n'],
    ['grep nowhere a.txt', 1, ''],
    ['head -n many a.txt', 2, 'head: many: not a number\n'],
    ['echo $(date)', 2, 'sh: $( is not supported\n'],
    ['echo "`date`"', 2, 'sh: command substitution is not supported\n'],
    ['sleep 1 &', 2, 'sh: & is not supported\n'],
    ['(echo a)', 2, 'sh: ( is not supported\n'],
    ['echo "a', 2, 'sh: a quote is not closed\n'],
    ['echo a >', 2, 'sh: a file name is missing after >\n'],
    ['| cat', 2, 'sh: a command is missing before |\n'],
    ['echo a &&', 2, 'sh: a command is missing\n'],
    ['ls *a*b*c*d*', 1, 'ls: *a*b*c*d*: No such file\n'],
    ['cat a.txt none | cat > x', 0, 'cat: none: No such file\n'],
    ['cat a.txt | cat none', 1, 'cat: none: No such file\n'],
    ['sort < a.txt | none | wc -l', 0, 'none: command not found\n'],
  ])('error: %j ends with %i', async (line, exit_code, stderr) => {
    expect(await sh(line, two)).toMatchObject({ exit_code, stderr });
  });

  test('error: ends a line that takes too long', async () => {
    const signal = AbortSignal.timeout(10);
    expect(await sh('echo before; sleep 999; echo after', {}, signal)).toMatchObject({
      stdout: 'before\n',
      stderr: 'sh: timed out\n',
      exit_code: 124,
    });
  });
});

describe('a hostile command line', () => {
  const mebibyte = 'x'.repeat(63).concat('\n').repeat(16_384);
  const large = mebibyte.repeat(60);

  test.each([
    ['more arguments than fit', `echo ${'* '.repeat(4_000)}`, 126, 'echo: Argument list too long'],
    ['variables that grow', `echo ${'$BIG'.repeat(2_000)}`, 126, 'sh: Argument list too long'],
    ['quoted variables that grow', `echo "${'$BIG'.repeat(2_000)}"`, 126, 'sh: Argument list too long'],
    ['a file beyond measure', 'cat f f > g', 1, 'cat: write error: File too large'],
    ['a file that is appended to for ever', 'cat f >> f', 1, 'cat: write error: File too large'],
    ['more to sort than fits', 'sort f', 2, 'sort: memory exhausted'],
    ['more to keep than fits', 'tail -n 999999999 f', 1, 'tail: memory exhausted'],
    ['a line beyond measure', 'grep a l l l l l l', 2, 'grep: a line is too long'],
    ['many stages', Array(65).fill('cat').join('|'), 254, 'sh: fork: Resource temporarily unavailable'],
    ['many files open', `cat f${' | cat f -'.repeat(6)} | head -n 0`, 0, 'cat: Cannot allocate memory'],
  ])('error: %s', async (_, line, exit_code, stderr) => {
    const files = { f: large, l: 'x'.repeat(1_000_000), ...Object.fromEntries(manyNames()) };
    const result = await sh(line, files, undefined, { BIG: 'x'.repeat(1_000) });
    expect(result).toMatchObject({ exit_code, stderr: expect.stringContaining(`${stderr}\n`) });
    expect(result.files['f']?.length).toBe(large.length);
    expect(result.files['g']).toBeUndefined();
    // All memory was given back.
    const all = memory.hold();
    expect(() => all.resize(EXEC.memoryBytes)).not.toThrow();
    all.release();
  });

  test('behavior: pipes much more than the memory', async () => {
    const line = `cat ${'f '.repeat(5)} | cat | wc -c`;
    expect((await sh(line, { f: large })).stdout).toBe(`${5 * large.length}\n`);
  });

  test('behavior: cuts the output and ends the programs before it', async () => {
    const { stdout, stderr, exit_code } = await sh(`cat ${'f '.repeat(4_000)}; echo more`, { f: large });
    expect([stdout.length, stderr, exit_code]).toEqual([
      EXEC.outputBytes,
      `sh: the output was cut at ${EXEC.outputBytes} bytes\n`,
      0,
    ]);
  });

  test('behavior: sorts any number of lines like a plain sort', async () => {
    const all = Array.from({ length: 20_000 }, (_, index) => String((index * 7919) % 20_011));
    const { files } = await sh('sort f > g', { f: all.join('\n') });
    expect(files['g']).toBe(
      all
        .sort()
        .map((line) => `${line}\n`)
        .join(''),
    );
  });

  test.each([
    `ls ${'*a*a*a*a*a*b '.repeat(700)}`,
    `grep b${'a'.repeat(9_000)}${' aaa'.repeat(240)}`,
    `cat ${'f '.repeat(4_900)} | grep -c y`,
    `${'cat f > g; '.repeat(900)}`,
    `${'touch f; '.repeat(1_100)}`,
    `cat ${'f '.repeat(4_900)} | wc`,
  ])('behavior: does not block others and ends at its limit (%#)', async (line) => {
    const files = {
      f: large,
      aaa: `${'a'.repeat(100_000)}\n`.repeat(40),
      ...Object.fromEntries(manyNames()),
    };
    const time = new AbortController();
    let turnsOfOthers = 0;
    const running = sh(line, files, time.signal);
    // The time is up after twenty turns of the event loop, all of which must come while it runs.
    while (turnsOfOthers < 20) {
      await new Promise((resolve) => setImmediate(resolve));
      turnsOfOthers++;
    }
    time.abort();
    expect(await running).toMatchObject({ exit_code: 124, stderr: 'sh: timed out\n' });
  });
});

/** Names that take long to match. */
function* manyNames(): Generator<[string, string]> {
  for (let index = 0; index < 300; index++) yield [`${'a'.repeat(900)}${index}`, ''];
}
