import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { pasteable, startingWords } from './message.ts';

const npm = { npm_command: 'exec', npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64' };
const pnpm = { npm_command: 'exec', npm_config_user_agent: 'pnpm/10.34.8 npm/? node/v20.20.2' };
const yarn = { npm_command: 'exec', npm_config_user_agent: 'yarn/1.22.22 npm/? node/v20.20.2' };
const bun = { npm_command: 'exec', npm_lifecycle_event: 'bunx' };
const installed = '/app/node_modules/@mitosislabs/cli/bin/mi.js';

test.each<[string, Record<string, string>, string]>([
  ['/usr/bin/mi', {}, 'mi'],
  ['/home/ada/.npm-global/bin/mi', npm, 'mi'],
  [installed, {}, 'mi'],
  ['/app/node_modules/.bin/mi', {}, 'npx mi'],
  ['/app/node_modules/.bin/mi', npm, 'npx mi'],
  ['C:\\app\\node_modules\\@mitosislabs\\sdk\\bin\\mi.js', npm, 'npx mi'],
  ['/home/ada/.npm/_npx/e51e16f1/node_modules/.bin/mi', npm, 'npx -p @mitosislabs/sdk mi'],
  [installed, pnpm, 'pnpm exec mi'],
  ['/home/ada/.cache/pnpm/dlx/6f4e/node_modules/.pnpm/mi.js', pnpm, 'pnpm --package=@mitosislabs/sdk dlx mi'],
  ['/app/node_modules/.bin/mi', yarn, 'yarn mi'],
  ['/app/node_modules/.bin/mi', bun, 'bunx mi'],
  [
    '/home/ada/.bun/install/cache/.bunx-0/@mitosislabs/sdk/node_modules/.bin/mi',
    bun,
    'bunx --package=@mitosislabs/sdk mi',
  ],
  ['/clone/packages/sdk/bin/mi.js', { ...pnpm, MI_COMMAND: 'pnpm mi' }, 'pnpm mi'],
])('behavior: mi started as %s with %j is shown as `%s`', (script, env, words) => {
  expect(startingWords(env, script)).toBe(words);
});

test('behavior: command lines are replaced, and nothing else', () => {
  const env = { MI_COMMAND: 'npx mi' };
  const text =
    'Run `mi login`, or `mi use <office>`. On Linux, mi uses a keyring; npx mi login.\n  mi auth switch work';
  expect(pasteable(`next: mi offices list or mi whoami: printf x | mi files ls. ${text}`, env)).toBe(
    'next: npx mi offices list or npx mi whoami: printf x | npx mi files ls. Run `npx mi login`, or `npx mi use <office>`. ' +
      'On Linux, mi uses a keyring; npx mi login.\n  npx mi auth switch work',
  );
  expect(pasteable(text, {})).toBe(text);
});

test.each(['--no-json', '--json'])('behavior: hints of errors can be pasted, with %s', async (flag) => {
  await using home = await makeHome(npm);
  const { stderr } = await home.mi(['offices', 'list', flag]);
  expect(stderr).toContain('`npx mi login`');
});

test('behavior: the first pages of the help show how to start mi', async () => {
  await using home = await makeHome(npm);
  for (const args of [[], ['--help']]) {
    const { stdout } = await home.mi(args);
    expect(stdout).toMatch(/\nIn this folder, type `npx mi` for `mi`\.\n$/);
  }
});
