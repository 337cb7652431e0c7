import { type CommandClass, Option } from 'clipanion';
import type { Context } from '../Context.ts';

/**
 * Returns a command with the options that follow from what its operation does: `--dry-run` if it changes something, and
 * `--yes` if it deletes or replaces something.
 */
export function withSafeguards(
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
