import { Keystore } from '@mitosislabs/keystore';
import type { Context } from '../Context.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** The profile that a run names: with `--profile`, else with `MI_PROFILE`; `undefined` when it takes the current one. */
export function namedProfile({ env }: Pick<Context, 'env'>, flag?: string): string | undefined {
  return flag ?? (env['MI_PROFILE'] || undefined);
}

/** The keystore of a run: in `MITOSIS_HOME` or `~/.os1`, on the named profile or the current one. Warns once a run. */
export function keystoreOf(context: Pick<Context, 'env' | 'stderr'>, profile?: string): Keystore {
  return new Keystore({
    basePath: context.env['MITOSIS_HOME'] || undefined,
    profile: namedProfile(context, profile),
    onWarning: ({ message, hint }) => {
      if (!warned.has(context)) {
        context.stderr.write(`${escapeLine(`note: ${message} ${hint}`)}\n`);
      }
      warned.add(context);
    },
  });
}

const warned = new WeakSet<object>();
