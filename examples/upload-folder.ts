// Uploads the files of a folder that are new or were changed, four at a time. Start it again to continue. Folders in it are left
// out: the drive of an office has none.
// Run: npx tsx upload-folder.ts ./reports, with the account as for `mi`, and MITOSIS_OFFICE.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MitosisClient } from '@mitosislabs/sdk';

const [folder = '.'] = process.argv.slice(2);
const { MITOSIS_OFFICE: office = '' } = process.env;
if (office === '') {
  console.error('Set MITOSIS_OFFICE to the id of an office. `mi offices list` shows yours.');
  process.exit(1);
}
const mi = await MitosisClient.fromConfig();

const there = new Map((await mi.files.list(office)).map((file) => [file.name, file]));
// Hidden files and links stay here: they may hold, or lead to, what is not for agents.
const entries = await readdir(folder, { withFileTypes: true });
const names = entries
  .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  .map(({ name }) => name);

const failed: string[] = [];
const counts = { uploaded: 0, unchanged: 0 };
async function work(): Promise<void> {
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const path = join(folder, name);
    const local = await stat(path);
    const copy = there.get(name);
    if (copy?.size === local.size && Date.parse(copy.modifiedAt) >= local.mtimeMs) {
      counts.unchanged++;
      continue;
    }
    try {
      await mi.files.uploadFrom(office, path);
      counts.uploaded++;
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
await Promise.all(Array.from({ length: 4 }, work));
console.log(`${counts.uploaded} uploaded, ${counts.unchanged} unchanged, ${failed.length} failed`);
for (const line of failed) console.error(line);
process.exitCode = failed.length > 0 ? 1 : 0;
await mi.close();
