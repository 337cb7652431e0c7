// Replaces the parts of the client that use this machine, where there are no files. On Node `local.node.ts` takes this
// file's place.
import { FilesAPI } from '@mitosislabs/api';
import { MitosisError, nodeOnlyError } from '@mitosislabs/auth/errors';

function noKeystore(): MitosisError {
  return nodeOnlyError('The keystore', 'Pass `apiKey` or `agent` to `new MitosisClient({ … })`.');
}

/** Node only: throws. */
export class Keystore {
  constructor() {
    throw noKeystore();
  }
}

/** Never thrown here: there is no keystore. */
export class KeystoreError extends MitosisError {
  static override readonly errorName: string = 'KeystoreError';
}

/** Node only: throws. */
export class NodeFilesAPI extends FilesAPI {
  /** Node only: rejects. */
  async downloadTo(): Promise<never> {
    throw nodeOnlyError('files.downloadTo', 'Use files.download, which returns a Response.');
  }

  /** Node only: rejects. */
  async uploadFrom(): Promise<never> {
    throw nodeOnlyError('files.uploadFrom', 'Use files.upload, with bytes or a Blob.');
  }
}

/** Node only: throws. */
export function fromEnvironment(): never {
  throw noKeystore();
}

/** Node only: never reached, there is no keystore. */
export function keystoreAgent(): never {
  throw noKeystore();
}

/** Node only: never reached, there is no keystore. */
export async function storedConfig(): Promise<never> {
  throw noKeystore();
}

/** Node only: never reached, there is no keystore. */
export async function agentConfig(): Promise<never> {
  throw noKeystore();
}

/** Node only: never reached, there is no keystore. */
export async function rotateAgentKey(): Promise<never> {
  throw noKeystore();
}
