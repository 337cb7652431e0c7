import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { bundle } from './bundle.ts';
import type { Outcome, Settings } from './Outcome.ts';

/**
 * Runs the suite in workerd, as a Worker with modules and none of Node's (no `nodejs_compat`).
 *
 * @param folder - Where the packed tarballs are installed.
 */
export async function runInWorkerd(folder: string, settings: Settings): Promise<Outcome> {
  const scripts = await bundle(folder, ['worker.mjs'], { conditions: ['workerd', 'worker'] });
  const modules = [...scripts].map(([path, contents]) => ({
    type: 'ESModule' as const,
    path: join(folder, path),
    contents,
  }));
  // The first module is the worker.
  modules.sort(
    (one, other) => Number(other.path.endsWith('/worker.js')) - Number(one.path.endsWith('/worker.js')),
  );
  const workerd = new Miniflare({
    modules,
    modulesRoot: folder,
    // Otherwise it asks its maker where in the world it is.
    cf: false,
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['no_nodejs_compat', 'no_nodejs_compat_v2'],
  });
  try {
    const response = await workerd.dispatchFetch('http://127.0.0.1/', {
      method: 'POST',
      body: JSON.stringify(settings),
    });
    if (!response.ok) throw new Error(`The worker answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Outcome;
  } finally {
    await workerd.dispose();
  }
}
