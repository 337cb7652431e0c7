import { describe, expect, test } from 'vitest';
import { Clock } from '../platform/Clock.ts';
import type { Drive } from './Drive.ts';
import { runCommandLine } from './runCommandLine.ts';

/** Files in memory. */
function driveOf(files: Record<string, string> = {}): Drive & { files: Map<string, string> } {
  const map = new Map(Object.entries(files));
  return {
    files: map,
    names: () => [...map.keys()].sort(),
    read: (name) => (map.has(name) ? new TextEncoder().encode(map.get(name)) : undefined),
    write: (name, content) => void map.set(name, new TextDecoder().decode(content)),
    delete: (name) => void map.delete(name),
  };
}

async function sh(line: string, files?: Record<string, string>, signal = new AbortController().signal) {
  const drive = driveOf(files);
  const env = { NAME: 'aria', SPACED: 'a b' };
  const result = await runCommandLine(line, { drive, env, clock: new Clock(() => 0), signal });
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
    ['pwd; date', '/workspace\n1970-01-01T00:00:00.000Z\n'],
    ['env', 'NAME=aria\nSPACED=a b\n'],
  ])('default: %j prints %j', async (line, stdout) => {
    expect((await sh(line, two)).stdout).toBe(stdout);
  });

  test('default: files are copied, moved, made and removed', async () => {
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
    ['ls *a*b*c*d*', 2, 'sh: too many wildcards in one word\n'],
  ])('error: %j ends with %i', async (line, exit_code, stderr) => {
    expect(await sh(line, two)).toMatchObject({ exit_code, stderr });
  });

  test('error: what takes too long is ended', async () => {
    const signal = AbortSignal.timeout(10);
    expect(await sh('echo before; sleep 999; echo after', {}, signal)).toMatchObject({
      stdout: 'before\n',
      stderr: 'sh: timed out\n',
      exit_code: 124,
    });
  });
});
