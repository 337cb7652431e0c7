// The sizes that bundlers give, against limits: `size-limit` counts one file, and without ky.
import { sizeOf } from './families/sizes.mjs';

/** In kB, by the way to bundle and by what is imported. */
const LIMITS = {
  'browser, Rollup': { 'mitosis: MitosisClient': 65.5, 'mitosis: Transport and one group': 39.7 },
  'browser, esbuild': { 'mitosis: MitosisClient': 65.5, 'mitosis: Transport and one group': 39.6 },
  'Node, Rollup, as imported': { 'mitosis: MitosisClient': 79, 'mitosis: signRequest': 3.5 },
  'Node, esbuild, as imported': { 'mitosis: MitosisClient': 84.5, 'mitosis: signRequest': 3.5 },
};

for (const [way, limits] of Object.entries(LIMITS)) {
  for (const [imported, limit] of Object.entries(limits)) {
    const size = (await sizeOf(way, imported)) ?? Number.POSITIVE_INFINITY;
    console.log(`${imported}, ${way}: ${size.toFixed(1)} kB of ${limit}`);
    if (size > limit) process.exitCode = 1;
  }
}
