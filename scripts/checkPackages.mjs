// `pnpm check:packages`: packs all packages, and checks the tarballs as users get them: the manifest and its files with publint,
// the types of each entry with "are the types wrong". In one process: alone, each check loads two compilers.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Ways to import that packages of ES modules alone do not serve. */
const NOT_SERVED = ['node10', 'node16-cjs'];
/** Entries without types: programs. */
const PROGRAMS = { '@mitosislabs/cli': ['./mi'] };

const folder = mkdtempSync(join(tmpdir(), 'mitosis-packages-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const pack = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder];
execFileSync('pnpm', pack, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

for (const name of readdirSync(join(root, 'packages'))) {
  const pkgDir = join(root, 'packages', name);
  const { name: full, version } = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'));
  const data = readFileSync(join(folder, `mitosislabs-${name}-${version}.tgz`));
  const problems = [...(await manifestProblems(data)), ...(await typeProblems(full, data))];
  console.log(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${full}${problems.map((one) => `\n  ${one}`).join('')}`,
  );
  if (problems.length > 0) process.exitCode = 1;
}

async function manifestProblems(data) {
  const tarball = new Uint8Array(data).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages
    .filter(({ type }) => type === 'error')
    .map((message) => formatMessage(message, pkg, { color: false }));
}

async function typeProblems(name, data) {
  const excludeEntrypoints = PROGRAMS[name] ?? [];
  const options = { excludeEntrypoints };
  const { types, problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(data)), options);
  if (!types) return ['has no types'];
  return problems
    .filter(({ resolutionKind }) => !NOT_SERVED.includes(resolutionKind))
    .map((one) => JSON.stringify(one));
}
