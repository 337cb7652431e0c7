import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, miFile, run } from './mi.ts';
import { openTerminal } from './tmux.ts';

/** A name that would run a program if a shell evaluated it. */
const HOSTILE = 'o$(touch ran) b';

let home: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-completion-'));
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin/mi'), `#!/bin/sh\nexec '${process.execPath}' '${miFile}' "$@"\n`);
  await chmod(join(home, 'bin/mi'), 0o755);
  await writeFile(join(home, 'local.txt'), '');
  server = await serve((request, response) => {
    const { url = '' } = request;
    const status = { phase: 'running', ready: true };
    const list = url.includes('/employees')
      ? [
          { name: 'aria', role: 'researcher', status },
          { name: HOSTILE, status },
        ]
      : url.includes('/tasks')
        ? [{ id: 'task-1', title: 'Audit', status: 'queued' }]
        : url.includes('/files')
          ? [{ name: 'my report.md', size: 3 }]
          : [{ id: 'office-1', name: 'acme', owner_id: 'u', created_at: '2026-01-02T03:04:05Z' }];
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(list));
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** The program of each shell that shows how it completes: `$1` and on are the words, the last one at the cursor. A line for each candidate. */
const shells: Record<string, string[]> = {
  bash: [
    '--norc',
    '-c',
    `source <(mi completion bash); COMP_WORDS=(mi "$@"); COMP_CWORD=$#; _mi 2>errors; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
  ],
  // The widget is replaced by one that prints what it would insert.
  zsh: [
    '-f',
    '-c',
    `compdef() { :; }; _files() { print -r -- local.txt; }; compadd() { print -rl -- "\${values[@]}"; }
source <(mi completion zsh); words=(mi "$@"); CURRENT=$#words; _mi 2>errors`,
    'zsh',
  ],
  fish: [
    '--no-config',
    '-c',
    'mi completion fish | source; complete -C "mi "(string escape -- $argv | string join " ") 2>errors | string split -f1 \\t',
  ],
};

describe.each(Object.entries(shells))('%s', (shell, script) => {
  const completed = async (...words: string[]): Promise<string[]> => {
    const ended: Ended = await run(shell, [...script, ...words], {
      home,
      env: {
        PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
        MITOSIS_ENDPOINT: server.url,
        MITOSIS_API_KEY: 'mi_example_0123456789',
        MI_COMPLETION_MS: '60000',
      },
    });
    expect(ended.stderr).toBe('');
    return ended.stdout.split('\n').filter(Boolean);
  };
  const expectAt = async (words: string[], expected: string[]) =>
    expect(await completed(...words)).toEqual(expected);
  const skip = test.skipIf(isMissing(shell as 'bash' | 'zsh' | 'fish'));

  skip('default: commands, their words and options', async () => {
    await expectAt(['off'], ['offices']);
    await expectAt(['offices', 'sta'], ['status']);
    await expectAt(['agents', 'hire', '--wai'], ['--wait']);
  });

  skip('behavior: live names of offices, agents, tasks and files', async () => {
    await expectAt(['agents', 'list', '-o', 'off'], ['office-1']);
    await expectAt(['agents', 'get', 'ari'], ['aria']);
    await expectAt(['tasks', 'get', 'task'], ['task-1']);
    await expectAt(['files', 'download', 'my'], [shell === 'bash' ? 'my\\ report.md' : 'my report.md']);
  });

  skip('error: a name that a shell would run is only text', async () => {
    await expectAt(['agents', 'get', 'o$'], [shell === 'bash' ? 'o\\$\\(touch\\ ran\\)\\ b' : HOSTILE]);
    expect(await readdir(home)).not.toContain('ran');
  });
});

/** An interactive shell with the completion of `mi`, as a user has it after following `mi completion --help`. */
const interactive: Record<string, { argv: string[]; file: string; setUp: string }> = {
  bash: {
    argv: ['bash', '--noprofile', '--rcfile', 'RC', '-i'],
    file: 'rc.bash',
    setUp: "PS1='ready> '; source <(mi completion bash)",
  },
  zsh: {
    argv: ['zsh', '-d', '-i'],
    file: '.zshrc',
    setUp: "PROMPT='ready> '; autoload -U compinit && compinit -u; source <(mi completion zsh)",
  },
  fish: {
    argv: ['fish', '--private', '-i', '-C', 'source RC'],
    file: 'rc.fish',
    setUp:
      'function fish_prompt; printf "ready> "; end; function fish_greeting; end; mi completion fish | source',
  },
};

describe.each(Object.entries(interactive))('Tab in %s', (shell, { argv, file, setUp }) => {
  const isLeftOut = isMissing(shell as 'bash' | 'zsh' | 'fish') || isMissing('tmux');

  test.skipIf(isLeftOut)(
    'default: completes a command, an option and live names, and runs nothing',
    async () => {
      const rc = join(home, file);
      await writeFile(rc, `${setUp}\n`);
      await using terminal = await openTerminal(
        argv.map((word) => word.replace('RC', rc)),
        {
          HOME: home,
          ZDOTDIR: home,
          PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
          LANG: 'C.UTF-8',
          TERM: 'screen',
          MITOSIS_ENDPOINT: server.url,
          MITOSIS_API_KEY: 'mi_example_0123456789',
          MI_COMPLETION_MS: '60000',
        },
      );
      await terminal.until(/ready> *$/);
      const complete = async (typed: string, completed: string): Promise<void> => {
        await terminal.type(typed);
        await terminal.until(`ready> ${typed}`);
        await terminal.press('Tab');
        await terminal.until(new RegExp(`ready> ${completed.replace(/[$()\\.*+?[\]{}|^]/g, '\\$&')}`));
        await terminal.press('C-c');
        await terminal.until(/ready> *$/);
      };
      await complete('mi off', 'mi offices');
      await complete('mi agents hire --wai', 'mi agents hire --wait');
      await complete('mi agents get ari', 'mi agents get aria');
      await complete('mi agents list -o off', 'mi agents list -o office-1');
      await complete('mi files download my', 'mi files download my\\ report.md');
      // The two agents begin differently: both names are offered, and neither is run.
      await terminal.type('mi agents get ');
      await terminal.press('Tab', 'Tab');
      await terminal.until(/touch/);
      expect(await readdir(home)).not.toContain('ran');
    },
  );
});

test('error: a platform that does not answer, and no account, leave the line as it is', async () => {
  await using silent = await serve(() => undefined);
  for (const env of [{ MITOSIS_ENDPOINT: silent.url, MITOSIS_API_KEY: 'mi_example_0123456789' }, {}]) {
    const ended = await run(process.execPath, [miFile, 'completion', 'bash', '--', 'agents', 'get', ''], {
      home,
      env,
    });
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  }
});
