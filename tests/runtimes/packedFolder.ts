import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for the packed tarballs, the same for all test files; `installPacked()` fills it. */
    packedFolder: string;
  }
}

/** Run by Vitest before the end-to-end tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-packed-'));
  project.provide('packedFolder', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
