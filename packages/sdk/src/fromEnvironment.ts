import { Keystore } from '@mitosislabs/keystore';

/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a client finds itself: the keystore that the environment names, and the rest of what it says. Somebody who names a
 * keystore means that one, whatever the environment says.
 */
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
