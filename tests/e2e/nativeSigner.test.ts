import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';
import { npmCache } from '../runtimes/npmCache.ts';
import { run } from './mi.ts';

/** Signs twice, and prints the signature and whether the native library was loaded. */
const PROGRAM = `
import { createRequire } from 'node:module';
import { signRequest } from '@mitosislabs/auth';
const signingKey = new Uint8Array(32).fill(7);
const sign = () => signRequest({ agentId: 'aria', signingKey }, 'GET', '/api/v1/offices', 1700000000)['X-Signature'];
const signature = sign();
if (sign() !== signature) throw new Error('The library signs in another way.');
const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) => /secp256k1.*\\.node$/.test(path));
console.log(JSON.stringify({ signature, loaded }));
`;

/** Takes the curve from Node, as in Electron and in OpenSSL's FIPS mode. */
const WITHOUT_CURVE = `
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
crypto.getCurves = () => [];
crypto.createECDH = () => {
  throw new Error('There is no such curve.');
};
syncBuiltinESMExports();
`;

let top: string;

beforeAll(async () => {
  await installPacked();
  top = inject('packedFolder');
});

/** Installs the packed `auth` and more packages into an empty folder. Returns a function that runs the program there. */
async function signIn(name: string, more: readonly string[]) {
  const home = join(top, name);
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  await writeFile(join(home, 'program.mjs'), PROGRAM);
  await writeFile(join(home, 'withoutCurve.mjs'), WITHOUT_CURVE);
  const tarball = (await readdir(top)).find((file) => /^mitosislabs-auth-.*\.tgz$/.test(file));
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  const installed = await run('npm', ['install', `../${tarball}`, ...more, ...options], {
    home,
    cwd: home,
    env: await npmCache(),
  });
  expect(installed, installed.stderr).toMatchObject({ code: 0 });
  return async (...options: readonly string[]) => {
    const { stdout, stderr } = await run('node', [...options, 'program.mjs'], { home, cwd: home });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };
}

test('default: signs with libsecp256k1 if the application has `secp256k1`, with the same bytes', async () => {
  const signAlone = await signIn('auth-alone', []);
  const alone = await signAlone();
  expect(alone).toEqual({ signature: expect.stringMatching(/^[0-9a-f]{128}$/), loaded: false });
  const signNatively = await signIn('auth-with-native', ['secp256k1@5']);
  expect(await signNatively()).toEqual({ ...alone, loaded: true });
  // By noble: at once, in a program that signs while it starts.
  expect(await signAlone('--import', './withoutCurve.mjs')).toEqual(alone);
});
