// The sizes that bundlers give, against limits: `size-limit` counts one file.
import { sizeOf } from './families/sizes.mjs';

/** In kB, by the way to bundle and by what is imported. */
const LIMITS = {
  'browser, Rollup': { 'mitosis: MitosisClient': 61, 'mitosis: Transport and one group': 35.2 },
  'browser, esbuild': { 'mitosis: MitosisClient': 61, 'mitosis: Transport and one group': 35.2 },
  'Node, Rollup, as imported': { 'mitosis: MitosisClient': 47.3, 'mitosis: signRequest': 3.5 },
  'Node, esbuild, as imported': { 'mitosis: MitosisClient': 66.1, 'mitosis: signRequest': 3.5 },
};

for (const [way, limits] of Object.entries(LIMITS)) {
  for (const [imported, limit] of Object.entries(limits)) {
    const size = (await sizeOf(way, imported)) ?? Number.POSITIVE_INFINITY;
    console.log(`${imported}, ${way}: ${size.toFixed(1)} kB of ${limit}`);
    if (size > limit) process.exitCode = 1;
  }
}
