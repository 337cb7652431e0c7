// What is published of a package.json: nothing that only this repository needs, and no file that is not in the tarball.
'use strict';

/** The condition under which the packages here import each other's sources. */
const SOURCE = '@mitosislabs/source';

function beforePacking({ devDependencies: _, scripts: __, ...manifest }) {
  for (const field of ['exports', 'imports']) {
    for (const [path, entry] of Object.entries(manifest[field] ?? {})) {
      if (typeof entry === 'string') continue;
      const { [SOURCE]: ___, ...built } = entry;
      manifest[field] = { ...manifest[field], [path]: built };
    }
  }
  if (Array.isArray(manifest.sideEffects)) {
    manifest.sideEffects = manifest.sideEffects.filter((file) => !file.startsWith('./src/'));
  }
  return manifest;
}

module.exports = { hooks: { beforePacking } };
