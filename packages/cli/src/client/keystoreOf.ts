import { Keystore } from '@mitosislabs/keystore';
import type { Context } from '../Context.ts';

/** The keystore that a run uses: `~/.os1`, or where `MITOSIS_HOME` says. */
export function keystoreOf({ env }: Pick<Context, 'env'>): Keystore {
  return new Keystore({ basePath: env['MITOSIS_HOME'] || undefined });
}
