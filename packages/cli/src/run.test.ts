import { describe, expect, test } from 'vitest';
import { makeHome } from '../testing/runMi.ts';
import { commandTable } from './dispatch/commandTable.ts';

describe('help', () => {
  test('default: a bare mi is short, and names the help', async () => {
    await using home = await makeHome();
    const { code, stdout, stderr } = await home.mi([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('`mi --help` lists the commands');
    expect(stdout.split('\n').length).toBeLessThan(16);
  });

  test.each([[['--help']], [['-h']], [['help']]])('default: mi %j lists the commands', async (args) => {
    await using home = await makeHome();
    const { code, stdout, stderr } = await home.mi(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const filled = stdout.replace(/\s+/g, ' ');
    for (const { path, summary } of commandTable) {
      expect(stdout).toContain(`  ${path}`);
      expect(filled).toContain(summary);
    }
    expect(stdout.indexOf('examples:')).toBeLessThan(stdout.indexOf('commands:'));
    expect(stdout).toMatch(/documentation +https:/);
    expect(stdout).toMatch(/issues +https:/);
  });

  test.each([
    [],
    ['--help'],
    ['help', 'exit-codes'],
    ['help', 'environment'],
    ...new Set(commandTable.map(({ path }) => [path.split(' ')[0] ?? '', '--help'])),
    ...commandTable.map(({ path }) => [...path.split(' '), '--help']),
  ])('behavior: mi %s %s %s fits into 80 columns', async (...args) => {
    await using home = await makeHome();
    const { stdout } = await home.mi(args.filter((word) => word !== undefined));
    const long = stdout.split('\n').filter((line) => line.length > 80);
    // An example is one line, to be copied.
    expect(long.filter((line) => !/^ {2}(mi|[a-z].*\| mi) /.test(line))).toEqual([]);
  });

  test.each([
    ['environment', /MITOSIS_API_KEY +/],
    ['exit-codes', /^ *0 +done$/m],
  ])('behavior: mi help %s is a page of its own', async (page, pattern) => {
    await using home = await makeHome();
    for (const args of [
      ['help', page],
      [page, '--help'],
    ]) {
      expect(await home.mi(args)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(pattern),
        stderr: '',
      });
    }
  });

  test.each([[['offices']], [['offices', '--help']], [['help', 'offices']], [['colonies', '-h']]])(
    'behavior: mi %j lists the commands on offices',
    async (args) => {
      await using home = await makeHome();
      const { code, stdout } = await home.mi(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^usage: mi offices <command>/);
      expect(stdout).toContain('offices create');
      expect(stdout).not.toContain('agents hire');
    },
  );

  test.each([
    [['offices', 'list', '--help']],
    [['help', 'offices', 'list']],
    [['colonies', 'list', '-h']],
    [['--help', 'offices', 'list']],
    [['offices', 'list', '--help=1']],
  ])('behavior: mi %j shows how the command is used', async (args) => {
    await using home = await makeHome();
    const { code, stdout } = await home.mi(args);
    expect(code).toBe(0);
    expect(stdout).toContain('usage: mi offices list [options]');
    expect(stdout).toMatch(/--json\[=<fields>\] +print JSON/);
  });

  test('behavior: required options stand in the usage line', async () => {
    await using home = await makeHome();
    const { stdout } = await home.mi(['credits', 'add', '--help']);
    expect(stdout).toContain('usage: mi credits add -a <amount> -r <reason> [options]');
  });

  test('behavior: own options come first, and the default office is explained', async () => {
    await using home = await makeHome();
    const { stdout } = await home.mi(['chat', '--help']);
    const at = (text: string): number => stdout.indexOf(text);
    expect(at('  --timeout')).toBeGreaterThan(0);
    expect(at('  --timeout')).toBeLessThan(at('  --json'));
    expect(stdout).toContain('[office] defaults to MITOSIS_OFFICE');
  });

  test.each(['--version', '-v'])('behavior: mi %s', async (flag) => {
    await using home = await makeHome();
    const { code, stdout } = await home.mi([flag]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('usage errors', () => {
  test.each([
    [['ofices'], 'there is no command ofices', 'Did you mean `mi offices`?'],
    [['offices', 'lst'], 'there is no command offices lst', 'Did you mean `mi offices list`?'],
    [['help', 'agents', 'hier'], 'there is no command agents hier', 'Did you mean `mi agents hire`?'],
    [['OFFICES', 'list'], 'there is no command OFFICES', 'Did you mean `mi offices list`?'],
    [['agent', 'hire'], 'there is no command agent', 'Did you mean `mi agents hire`?'],
    [['agent', 'zzzzzz'], 'there is no command agent', 'Did you mean `mi agents`?'],
    [['agents', 'create'], 'there is no command agents create', 'Did you mean `mi agents hire`?'],
    [['agents', 'rm'], 'there is no command agents rm', 'Did you mean `mi agents fire`?'],
    [['files', 'dir'], 'there is no command files dir', '`mi files --help` lists the commands.'],
    [['files', 'remove'], 'there is no command files remove', 'Did you mean `mi files rm`?'],
    [['auth', 'login'], 'there is no command auth login', 'Did you mean `mi login`?'],
    [['upload', 'x'], 'there is no command upload', 'Did you mean `mi files upload`?'],
    [['signin'], 'there is no command signin', 'Did you mean `mi login`?'],
    [['version'], 'there is no command version', 'Did you mean `mi --version`?'],
    [
      ['offices', '--typo=1'],
      'mi offices needs a command before --typo=1',
      '`mi offices --help` lists them.',
    ],
    [['zzzzzz'], 'there is no command zzzzzz', '`mi --help` lists the commands.'],
    [['offices', 'zzzzzz'], 'there is no command offices zzzzzz', '`mi offices --help` lists the commands.'],
    [['__proto__'], 'there is no command __proto__', '`mi --help` lists the commands.'],
    [['--force', 'offices', 'list'], 'unknown option --force', undefined],
    [['--force'], '--force needs a command', '`mi --help` lists the commands.'],
    [['--force', 'zzzzzz'], 'there is no command zzzzzz', undefined],
    [
      ['offices', 'list', '--typo'],
      'unknown option --typo',
      '`mi offices list --help` shows how it is used.',
    ],
    [['offices', 'list', '--typo=1'], 'unknown option --typo', undefined],
    [['offices', 'delete', 'o1', '--yes=1'], '--yes takes no value', undefined],
    [['agents', 'hire', '-n', 'x', '--modl', 'y'], 'unknown option --modl', 'Did you mean --model?'],
    [['tasks', 'get', 'o1', 't1', '-o', 'o2'], 'two offices are named: o1 and o2', undefined],
    [['offices', 'delete', '--yes'], '<office> is missing', '`mi offices list` shows yours.'],
    [
      ['files', 'download', '-o', '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11', 'report.md'],
      '-o is the output, and 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 looks like an office',
      'Name the office with --office 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11',
    ],
    [['offices', 'list', 'extra'], 'unexpected argument: extra', undefined],
    [['agents', 'list', 'o1'], 'unexpected argument: o1', 'Name the office with -o <office>.'],
    [['agents', 'hire', 'aria'], 'unexpected argument: aria', 'Did you mean -n aria?'],
    [['tasks', 'create', 'Do it'], 'unexpected argument: Do it', "Did you mean -t '…'?"],
    [['offices', 'create', 'acme', '--force'], 'unexpected argument: acme', 'Did you mean -n acme?'],
    [
      ['agents', 'hire', '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11'],
      'unexpected argument: 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11',
      'Name the office with -o <office>.',
    ],
    [['credits', 'add', '100'], 'unexpected argument: 100', 'Name the office with -o <office>.'],
    [['offices', 'create'], '-n, --name is required', undefined],
    [['credits', 'add', '-r', 'x'], '-a, --amount is required', undefined],
    [['credits', 'add'], '-a, --amount and -r, --reason are required', undefined],
    [['offices', 'create', '-n'], '-n needs a value', undefined],
    [['offices', 'create', '-n', '--force'], '-n needs a value', undefined],
    [['agents', 'get'], '<agent> is missing', undefined],
    [['send'], '<agent> and <message> are missing', undefined],
    [['send', 'aria'], '<message> is missing', undefined],
    [['send', 'aria', '--wait'], '<message> is missing', undefined],
    [['tasks', 'create', '-t', 'a', '-t', 'b'], '-t, --title is given twice', 'It takes one value.'],
    [['tasks', 'create', '-t', 'a', '--title=a', '-tb'], '-t, --title is given 3 times', undefined],
    [['--profile', 'a', 'offices', 'list', '--profile', 'b'], '--profile is given twice', undefined],
    [['files', 'upload'], '<path> is missing', undefined],
    [['offices', 'delete'], '<office> is missing', undefined],
    [
      ['agents', 'logs', 'o', 'aria', '--tail', 'abc'],
      '--tail takes a whole number of at least 1, not "abc"',
      undefined,
    ],
    [
      ['agents', 'logs', 'o', 'aria', '--tail', '1e3'],
      '--tail takes a whole number of at least 1, not "1e3"',
      undefined,
    ],
    [
      ['agents', 'logs', 'o', 'aria', '--tail', '0'],
      '--tail takes a whole number of at least 1, not "0"',
      undefined,
    ],
    [
      ['agents', 'activity', 'o', 'aria', '-l', '-3'],
      '--limit takes a whole number of at least 1, not "-3"',
      undefined,
    ],
    [['credits', 'add', '-a', 'ten', '-r', 'x'], '--amount takes a number, not "ten"', undefined],
    [['credits', 'add', '-a', '', '-r', 'x'], '--amount takes a number, not ""', undefined],
    [['dev', '--port', '70000'], '--port takes a whole number from 0 to 65535, not "70000"', undefined],
    [['api', 'GRAB', '/x'], 'GRAB is not a method', undefined],
    [
      ['api', 'GET', 'https://example.com/x'],
      'the path must begin with /, not https://example.com/x',
      undefined,
    ],
    [['api', 'POST', '/x', '-d', '{'], '--data is not JSON', undefined],
    [
      ['api', 'get', '/x', '-d', '{}'],
      'GET takes no body',
      'Put the query into the path: /path?name=value. Or use POST.',
    ],
    [['init'], 'there is nothing to set', undefined],
    [['init', '--endpoint', 'nonsense'], '--endpoint is not a URL: nonsense', undefined],
    [['login', '--endpoint', 'file:///etc/passwd'], '--endpoint is not a URL: file:///etc/passwd', undefined],
  ])('error: mi %j', async (args, message, hint) => {
    await using home = await makeHome();
    // Nothing listens there: whatever is sent would end with another code.
    const env = { MITOSIS_ENDPOINT: 'http://127.0.0.1:9', MITOSIS_API_KEY: 'mi_canary_0123456789' };
    const { code, stdout, stderr } = await home.mi(args, { env, stdin: '' });
    expect(stderr.split('\n')[0]).toBe(`error: ${message}`);
    if (hint) expect(stderr).toContain(`hint: ${hint}\n`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('error: with --json an error is one JSON document on standard error', async () => {
    await using home = await makeHome();
    const { code, stdout, stderr } = await home.mi(['offices', 'create', '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({
      error: {
        message: '-n, --name is required',
        code: 'usage',
        hint: '`mi offices create --help` shows how it is used.',
        usage: 'mi offices create -n <name> [options]',
        exitCode: 2,
      },
    });
  });

  test('error: typed control characters are escaped', async () => {
    await using home = await makeHome();
    const { stderr } = await home.mi(['off\u001b[2Jices\nerror: nothing']);
    expect(stderr.split('\n')[0]).toBe('error: there is no command off\\x1b[2Jices\\nerror: nothing');
  });
});
