import { library } from '@mitosislabs/tooling/tsup';
import { loadAssets } from './src/dashboard/assets.ts';

export default library({
  platform: 'node',
  // `node:test` is no module without its prefix.
  removeNodeProtocol: false,
  esbuildPlugins: [
    {
      name: 'built-dashboard',
      setup(build) {
        build.onLoad({ filter: /[\\/]dashboard[\\/]assets\.ts$/ }, async () => ({
          contents: `const assets = ${JSON.stringify(await loadAssets())};\nexport const loadAssets = async () => assets;`,
          loader: 'js',
        }));
      },
    },
  ],
});
