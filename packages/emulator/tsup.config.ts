import { library } from '@mitosislabs/tooling/tsup';
import { dashboardModule } from './build/dashboardModule.ts';

export default library({
  platform: 'node',
  // `node:test` is no module without its prefix.
  removeNodeProtocol: false,
  esbuildPlugins: [
    {
      name: 'built-dashboard',
      setup(build) {
        build.onLoad({ filter: /[\\/]dashboard[\\/]assets\.ts$/ }, async () => ({
          contents: await dashboardModule(),
          loader: 'js',
        }));
      },
    },
  ],
});
