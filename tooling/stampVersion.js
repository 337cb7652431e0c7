// Before a package is packed: its texts for language models get the version of its package.json. They name it already
// when nothing has changed since `pnpm derive`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export function withVersion(text, version) {
  return text.replace(/^(Version | {2}version: )\d\S*?(\.?)$/m, `$1${version}$2`);
}

export function stampVersion(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const skills = join(folder, 'skills');
  const files = [
    ...['llms.txt', 'llms-full.txt'].map((name) => join(folder, name)),
    ...(existsSync(skills) ? readdirSync(skills).map((name) => join(skills, name, 'SKILL.md')) : []),
  ];
  for (const file of files.filter((name) => existsSync(name))) {
    const text = readFileSync(file, 'utf8');
    const stamped = withVersion(text, version);
    if (stamped !== text) writeFileSync(file, stamped);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) stampVersion(process.cwd());
