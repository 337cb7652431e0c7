import { Keystore } from '@mitosislabs/keystore';
import type { Context } from '../Context.ts';

/** The profile that a run names: with `--profile`, else with `MI_PROFILE`; `undefined` when it takes the current one. */
export function namedProfile({ env }: Pick<Context, 'env'>, flag?: string): string | undefined {
  return flag ?? (env['MI_PROFILE'] || undefined);
}

/** The keystore that a run uses: `~/.os1`, or where `MITOSIS_HOME` says; on the profile that is named, or is current. */
export function keystoreOf(context: Pick<Context, 'env'>, profile?: string): Keystore {
  return new Keystore({
    basePath: context.env['MITOSIS_HOME'] || undefined,
    profile: namedProfile(context, profile),
  });
}
