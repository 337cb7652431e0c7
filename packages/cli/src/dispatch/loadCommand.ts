import type { CommandClass } from 'clipanion';
import type { Context } from '../Context.ts';
import { withSafeguards } from '../command/safeguards.ts';
import type { Description } from '../operations/Description.ts';
import type { CommandEntry } from './CommandEntry.ts';
import { classLoaders, descriptionLoaders } from './loaders.ts';

/**
 * Loads the class of a command: its own file, or the description of its operation. It gets the options that follow from
 * what its operation does.
 */
export async function loadCommand({ path, effect }: CommandEntry): Promise<CommandClass<Context>> {
  const load = classLoaders[path] ?? (() => derived(path));
  return withSafeguards(await load(), effect);
}

async function derived(path: string): Promise<CommandClass<Context>> {
  const topic = path.split(' ')[0] ?? path;
  const [{ derivedCommand }, descriptions] = await Promise.all([
    import('../operations/derivedCommand.ts'),
    descriptionLoaders[topic]?.(),
  ]);
  const description = Reflect.get(descriptions?.default ?? {}, path) as Description;
  return derivedCommand(description);
}
