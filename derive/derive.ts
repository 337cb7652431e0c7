import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Schema } from '@mitosislabs/api/contract';
import { withVersion } from '@mitosislabs/tooling/stampVersion';
import { toJsonSchema } from '@valibot/to-json-schema';
import { exportLists } from './exportLists.ts';
import { llms, llmsFull } from './llms.ts';
import { mcpOperations } from './mcpOperations.ts';
import { openapi } from './openapi.ts';
import { readExports } from './readExports.ts';
import { readSources, sourceFiles } from './readSources.ts';
import { classPage, groupPage, groupsOf } from './reference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The schemas that have a name, by the name of their type: `taskSchema` is `Task`. */
async function namedSchemas(types: Iterable<string>): Promise<Map<string, Schema<unknown>>> {
  const modules = await Promise.all(
    sourceFiles()
      .filter((file) => file.includes('/groups/'))
      .map((file) => import(pathToFileURL(file).href) as Promise<Record<string, Schema<unknown>>>),
  );
  const schemas = new Map(
    modules.flatMap((module) => Object.entries(module).map(([name, value]) => [name.toLowerCase(), value])),
  );
  const named = new Map<string, Schema<unknown>>();
  for (const name of [...types].sort()) {
    const schema = schemas.get(`${name}schema`.toLowerCase());
    if (schema) named.set(name, schema);
  }
  return named;
}

const { types, classes } = readSources();
const groups = groupsOf(classes);

/** Derives the files that programs import. The texts are derived from them. */
async function sources(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [file, text] of exportLists(join(root, 'packages/api'))) files.set(`packages/api/${file}`, text);
  const schemas = await namedSchemas(types.keys());
  const description = openapi(schemas, types, groups);
  files.set('packages/emulator/openapi.json', `${JSON.stringify(description, null, 2)}\n`);
  files.set(
    'packages/mcp/src/operations/operations.json',
    `${JSON.stringify(mcpOperations(description), null, 1)}\n`,
  );
  for (const [file, text] of await commandFiles(docsOf(schemas))) files.set(`packages/cli/src/${file}`, text);
  return files;
}

/** Derives the files that nothing else is derived from. */
async function texts(): Promise<Map<string, string>> {
  const client = classes.get('MitosisClient');
  if (!client) throw new Error('there is no class MitosisClient');
  const files = await commandPages();
  files.set('packages/emulator/seed.schema.json', `${JSON.stringify(await seedJsonSchema(), null, 2)}\n`);
  for (const group of groups) files.set(`docs/api/${group.name}.md`, groupPage(group, types));
  files.set('docs/api/MitosisClient.md', classPage(client));
  const index = [{ name: client.name, doc: client }, ...groups].map(
    ({ name, doc }) => `- [${name}](${name}.md): ${doc.text.split('\n')[0]}`,
  );
  files.set('docs/api/README.md', `# The API, group by group\n\n${index.join('\n')}\n`);
  const exports = readExports();
  files.set('packages/sdk/llms.txt', llms(groups, exports.entries));
  const errors = await readFile(join(root, 'docs/errors.md'), 'utf8');
  files.set('packages/sdk/llms-full.txt', llmsFull(exports, groups, await readmes(), errors));
  const skill = 'packages/sdk/skills/mitosis/SKILL.md';
  files.set(skill, await readFile(join(root, skill), 'utf8'));
  const { version } = JSON.parse(await readFile(join(root, 'packages/sdk/package.json'), 'utf8'));
  for (const file of [skill, 'packages/sdk/llms.txt', 'packages/sdk/llms-full.txt'])
    files.set(file, withVersion(files.get(file) ?? '', version));
  return files;
}

/** The READMEs of the packages, by name. */
async function readmes(): Promise<Map<string, string>> {
  const folder = join(root, 'packages');
  const names = await readdir(folder);
  const texts = names.map(
    async (name): Promise<[string, string]> => [
      `@mitosislabs/${name}`,
      await readFile(join(folder, name, 'README.md'), 'utf8'),
    ],
  );
  return new Map(await Promise.all(texts));
}

/** The JSON Schema of the emulator's seeds, from the schema that checks them. */
async function seedJsonSchema(): Promise<object> {
  const file = join(root, 'packages/emulator/src/control/seed/seedSchema.ts');
  const { seedSchema } = (await import(pathToFileURL(file).href)) as {
    seedSchema: Parameters<typeof toJsonSchema>[0];
  };
  const schema = toJsonSchema(seedSchema, {
    target: 'draft-07',
    // A pattern of JSON Schema is read as Unicode, and has no flags.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'regex' &&
      'requirement' in valibotAction &&
      valibotAction.requirement instanceof RegExp
        ? { ...jsonSchema, pattern: valibotAction.requirement.source }
        : undefined,
  });
  return { title: 'A seed of the Mitosis emulator', ...schema };
}

/** The documentation of operations and of the fields of their input, read from the sources. */
function docsOf(schemas: ReadonlyMap<string, Schema<unknown>>) {
  const methods = new Map(
    groups.flatMap(({ name, doc }) => doc.methods.map((method) => [`${name}.${method.name}`, method])),
  );
  const names = new Map([...schemas].map(([name, schema]) => [schema, name]));
  return {
    method: (operation: string) => methods.get(operation),
    fields: (schema: Schema<unknown>) =>
      Object.fromEntries(
        (types.get(names.get(schema) ?? '')?.fields ?? []).map(({ name, text }) => [name, text]),
      ),
  };
}

/** The table of the commands, and the descriptions of the operations' commands. The CLI derives them. */
async function commandFiles(docs: ReturnType<typeof docsOf>): Promise<Map<string, string>> {
  const file = join(root, 'packages/cli/derive/commandTable.ts');
  const module = (await import(pathToFileURL(file).href)) as {
    commandTable: (given: typeof docs) => Promise<Map<string, string>>;
  };
  return module.commandTable(docs);
}

/** The pages of the command line. They read the table of the commands, so they are derived after it was written. */
async function commandPages(): Promise<Map<string, string>> {
  const file = join(root, 'packages/cli/derive/pages.ts');
  const module = (await import(pathToFileURL(file).href)) as { pages: () => Promise<Map<string, string>> };
  return module.pages();
}

/** Sorts and formats a source that is written in one line, in any order. From a file, Biome would read the whole repository. */
function formatted(file: string, input: string): string {
  const biome = createRequire(join(root, 'package.json')).resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'check', '--write', `--stdin-file-path=${file}`];
  return execFileSync(process.execPath, args, { cwd: root, input, encoding: 'utf8' });
}

const check = process.argv.includes('--check');

/** Writes the stale files, and returns their names. */
async function write(files: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, text] of files) {
    const path = join(root, file);
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue;
    stale.push(file);
    if (check) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.endsWith('/index.ts') ? formatted(file, text) : text);
  }
  return stale;
}

const MOST_PASSES = 3;
const pass = Number(process.argv.find((argument) => /^\d$/.test(argument)) ?? 1);
const stale = await write(await sources());
// A new process imports the written files, and derives the rest.
const isLast = check || stale.length === 0 || pass === MOST_PASSES;
if (isLast) stale.push(...(await write(await texts())));
const what =
  stale.length === 0
    ? 'everything is up to date'
    : `${check ? 'stale' : 'written'}:\n  ${stale.join('\n  ')}`;
process.stdout.write(`${what}\n`);
if (!isLast) {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), `${pass + 1}`];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
}
if (check && stale.length > 0) {
  process.stderr.write('Run `pnpm derive` and commit what it writes.\n');
  process.exitCode = 1;
}
