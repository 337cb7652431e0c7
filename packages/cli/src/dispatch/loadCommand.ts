import { type CommandClass, Option } from 'clipanion';
import type { Context } from '../Context.ts';
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

/**
 * Returns a command with the options that follow from what its operation does: `--dry-run` if it changes something, and
 * `--yes` if it deletes or replaces something.
 */
function withSafeguards(
  commandClass: CommandClass<Context>,
  effect: 'changes' | 'destroys' | undefined,
): CommandClass<Context> {
  if (effect === undefined) return commandClass;
  const base = commandClass as unknown as new () => object;
  return class extends base {
    constructor() {
      super();
      Reflect.set(
        this,
        'dryRun',
        Option.Boolean('--dry-run', false, { description: 'print the request without sending it' }),
      );
      if (effect !== 'destroys') return;
      Reflect.set(this, 'yes', Option.Boolean('-y,--yes', false, { description: 'do not ask' }));
      Reflect.set(this, 'destroys', true);
    }
  } as unknown as CommandClass<Context>;
}
