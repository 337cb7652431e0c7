import type { Environment } from '@mitosislabs/api/account';
import { Keystore } from '@mitosislabs/keystore';

/** Returns the keystore that the environment names, and the environment. For a keystore that is passed, the environment is empty. */
export function fromEnvironment(keystore?: Keystore): { keystore: Keystore; env: Environment } {
  if (keystore) return { keystore, env: {} };
  const { env } = process;
  return {
    keystore: new Keystore({
      basePath: env['MITOSIS_HOME'] || undefined,
      profile: env['MI_PROFILE'] || undefined,
      passphrase: () => env['MITOSIS_KEY_PASSPHRASE'] || undefined,
    }),
    env,
  };
}
