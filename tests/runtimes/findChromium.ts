import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine; throws when there is none on the PATH. */
export async function findChromium(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  throw new Error(
    `There is no Chromium on the PATH (${NAMES.join(', ')}), and these tests run in a real browser too. ` +
      'Install it: `apt-get install chromium` on Debian and Ubuntu, or the package of that name on your system.',
  );
}
