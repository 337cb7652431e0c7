import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** End-to-end test files that take a minute or more of CPU time, or nearly so. The longest are first. */
const LONGEST = [
  'docs/docs',
  'contributing',
  'dashboard/longLists',
  'packed',
  'runtimes',
  'types',
  'testRunners',
  'packedRunners',
  'bundlers',
  'installed',
].map((name) => `/tests/e2e/${name}.test.ts`);

/** Begins with the longest files: one that begins last has one core alone. In a new clone, Vitest only knows how large files are. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(name));
  return rank === -1 ? LONGEST.length : rank;
}
