// Are errors of one copy of the packages errors of another copy, in one process? Arguments: the two folders in which the
// packages are installed, and then the entries to look at. Prints JSON.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [hereFolder, thereFolder, ...entries] = process.argv.slice(2);
const problems = [];
/** Each error class that is exported, as both copies have it. */
const pairs = new Map();

for (const entry of entries) {
  const [here, there] = await Promise.all([load(hereFolder, entry), load(thereFolder, entry)]);
  for (const [name, Class] of Object.entries(here)) {
    if (typeof Class !== 'function' || !(Class.prototype instanceof Error)) continue;
    pairs.set(Class, { name, Class, Copy: there[name] });
    if (Class === there[name]) problems.push(`${name} is the same in both copies`);
    if (!Object.hasOwn(Class, 'errorName'))
      problems.push(`${name} is not branded: it has no errorName of its own`);
  }
}

for (const { name, Class, Copy } of pairs.values()) {
  const foreign = new Copy('one', 'two', 'three', {});
  if (foreign.name !== name) problems.push(`${name} calls itself ${foreign.name}`);
  for (const other of pairs.values()) {
    const expected = other.Class === Class || Object.prototype.isPrototypeOf.call(other.Class, Class);
    const says = [foreign instanceof other.Class, other.Class.isInstance?.(foreign)];
    if (says.some((answer) => answer !== expected))
      problems.push(
        `is a ${name} of the copy a ${other.name}? instanceof, isInstance: ${says}, not ${expected}`,
      );
  }
}

process.stdout.write(JSON.stringify({ classes: [...pairs.values()].map(({ name }) => name), problems }));

/** Imports an entry as a file in that folder does. */
async function load(folder, entry) {
  const file = join(folder, `load-${encodeURIComponent(entry)}.mjs`);
  await writeFile(file, `export * from '${entry}';\n`);
  return import(pathToFileURL(file).href);
}
