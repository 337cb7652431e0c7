import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { run } from '../mi.ts';
import { root } from '../snippets.ts';
import { programsOf } from './programsOf.ts';
import type { Page } from './readPage.ts';
import { Scene } from './Scene.ts';

const runner = join(root, 'tests/e2e/docs/runner.mjs');

/** Runs all programs of a page, in order, in one process. Returns what went wrong. */
export async function runPage(page: Page, folder: string): Promise<string[]> {
  const programs = programsOf(page).filter(({ checkedOnly }) => !checkedOnly);
  if (programs.length === 0) return [];
  await using scene = await Scene.create(page.needs);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  // Vitest would find the configuration of this repository.
  await writeFile(join(folder, 'vitest.config.js'), 'export default {};\n');
  const modules: string[] = [];
  for (const { line, script } of programs) {
    const { code } = await transform(scene.fill(script), {
      loader: 'ts',
      target: 'node20',
      sourcemap: 'inline',
      sourcefile: join(root, page.file),
    });
    modules.push(join(folder, `.line-${line}.mjs`));
    await writeFile(modules.at(-1) ?? '', code);
  }
  const steps = programs.flatMap((program) => program.steps);
  const outputs = programs.flatMap((program) => program.outputs);
  const plan = JSON.stringify({ file: page.file, modules, steps, outputs }, (_, value) =>
    typeof value === 'string' ? scene.fill(value) : value,
  );
  await writeFile(join(folder, '.plan.json'), plan);
  const args = ['--enable-source-maps', runner, join(folder, '.plan.json')];
  const { home, env } = scene;
  const ended = await run(process.execPath, args, { home, cwd: folder, env, timeout: 120_000 });
  if (ended.code === 0 && ended.stderr === '') return [];
  const how = ended.code === null ? 'did not end: something keeps it running' : `ended with ${ended.code}`;
  return [`${page.file} ${how}\n${ended.stdout.slice(-2_000)}\n${ended.stderr.slice(-4_000)}`];
}
