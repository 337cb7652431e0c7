import { loadAssets } from '../src/dashboard/assets.ts';

/** Builds the dashboard, and returns the source of a module that takes the place of `src/dashboard/assets.ts`. */
export async function dashboardModule() {
  return `var assets = ${JSON.stringify(await loadAssets())};\nexport var loadAssets = async () => assets;`;
}
