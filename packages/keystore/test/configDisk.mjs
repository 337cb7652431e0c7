// Tries every change of the config with less and less room, and tells what came of it.
import fs from 'node:fs/promises';
import { Keystore } from '../src/index.ts';

const [disk, means] = process.argv.slice(2);
const basePath = `${disk}/.os1`;
const endpoint = 'https://m.mitosislabs.ai';
const keystore = new Keystore({ basePath });
const work = new Keystore({ basePath, profile: 'work' });
const large = { endpoint, email: 'x'.repeat(9_000) };
const look = async () => [
  await fs.readFile(`${basePath}/config.json`, 'utf8'),
  (await fs.readdir(basePath)).sort().join(),
];
const changes = {
  save: () => keystore.saveConfig({ endpoint, email: 'y'.repeat(9_000) }),
  add: () => new Keystore({ basePath, profile: 'other' }).saveConfig({ endpoint }),
  update: () => keystore.updateConfig((config) => ({ ...config, defaultOffice: 'office-1' })),
  switch: () => keystore.switchProfile('work'),
  delete: () => keystore.deleteProfile('work'),
};
/** Fills the disk, but leaves room for a number of files or pages. */
async function fill(files, pages) {
  const taken = [];
  const take = async (content) => {
    const path = `${disk}/fill-${taken.length}`;
    taken.push(path);
    await fs.writeFile(path, content, { flag: 'wx' });
  };
  if (files !== undefined) {
    while (
      await take('').then(
        () => true,
        () => false,
      )
    );
    taken.pop();
    for (let file = 0; file < files; file++) await fs.rm(taken.pop());
  }
  if (pages !== undefined) {
    while (
      await take(Buffer.alloc(4096)).then(
        () => true,
        () => false,
      )
    );
    await fs.rm(taken.pop());
    for (let page = 0; page < pages; page++) await fs.rm(taken.pop());
  }
  return async () => {
    for (const path of taken) await fs.rm(path, { force: true });
  };
}
const rooms =
  means === 'tmpfs'
    ? [[0], [1], [2], [3], [4], ...[0, 1, 2, 3, 4, 5].map((pages) => [undefined, pages])]
    : [[]];
if (means !== 'limited') {
  await keystore.saveConfig(large);
  await work.saveConfig({ endpoint });
}
if (means !== 'prepare') {
  const outcomes = [];
  for (const [change, run] of Object.entries(changes)) {
    for (const [files, pages] of rooms) {
      const before = await look();
      const free = await fill(files, pages);
      const error = await run().then(
        () => undefined,
        (reason) => reason,
      );
      const after = await look();
      await free();
      outcomes.push({
        change,
        files,
        pages,
        code: error?.code,
        message: error?.message,
        hint: error?.hint,
        isOld: String(after) === String(before),
        names: after[1],
      });
      if (!error) {
        await keystore.switchProfile('default');
        await new Keystore({ basePath, profile: 'other' }).deleteProfile('other');
        await keystore.saveConfig(large);
        await work.saveConfig({ endpoint });
      }
    }
  }
  process.stdout.write(JSON.stringify(outcomes));
}
