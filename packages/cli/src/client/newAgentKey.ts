import { generateKeyPair } from '@mitosislabs/auth/signing';
import type { Keystore } from '@mitosislabs/keystore';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/** Stands for a public key that is not made yet, in the requests that `--dry-run` prints. */
export const NEW_PUBLIC_KEY = '<new public key>';

/** A key for an agent that is about to be hired. */
interface NewAgentKey {
  /** The public key, for the platform. */
  readonly publicKey: string;
  /** Stores the private key for one platform. Call it after the platform accepted the public key. */
  store(endpoint: string): Promise<void>;
}

/**
 * Makes a key for an agent that is about to be hired. Stores nothing yet.
 *
 * @throws {@link CliError} `key_exists` when this machine has a key for an agent of that name.
 */
export async function newAgentKey(keystore: Keystore, office: string, agent: string): Promise<NewAgentKey> {
  if (await keystore.hasAgentKey(office, agent)) {
    throw new CliError(`there is already a key for ${agent} on this machine`, {
      code: 'key_exists',
      exitCode: ExitCode.conflict,
      hint: `Hire it without --key, then register a new key: mi keys rotate -o ${office} -a ${agent}`,
    });
  }
  const { publicKey, privateKey } = generateKeyPair();
  return {
    publicKey,
    async store(endpoint) {
      await keystore.storePrivateKey(office, agent, privateKey, { endpoint }).catch((cause: unknown) => {
        throw new CliError(
          `${agent} was hired, but its key could not be stored: ${(cause as Error).message}`,
          {
            code: 'key_not_stored',
            hint: `Fix that, then make another key: mi keys rotate -o ${office} -a ${agent}`,
            cause,
          },
        );
      });
    },
  };
}
