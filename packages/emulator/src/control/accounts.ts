import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { ApiError } from '../errors.ts';
import type { Platform } from '../platform/Platform.ts';

/** A user of the emulated platform, with an API key. */
export interface EmulatorUser {
  /** Unique id. */
  id: string;
  /** The email address, in lower case. */
  email: string;
  /** A fresh API key, `mi_emulator_…`. */
  apiKey: string;
}

/** Creates a user, or finds the one with that address, and issues another API key to it. */
export function createUser({ db, users }: Platform, email: string): EmulatorUser {
  try {
    return db.transaction(() => {
      const user = users.ensure(email);
      return { id: user.id, email: user.email, apiKey: users.issueKey(user) };
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    throw new InvalidArgumentError('email', 'must be an email address', { cause: error });
  }
}

/** Returns the private key of an agent that was hired without a key of its own. */
export function agentKey({ tables }: Platform, officeId: string, name: string): Uint8Array {
  const agent = tables.agents.find({ office_id: officeId, name });
  if (!agent) {
    throw new MitosisError(`There is no agent named ${name} in the office ${officeId}.`, {
      code: 'not_found',
    });
  }
  if (agent.private_key === null) {
    throw new MitosisError(`The agent ${name} was hired with a key of its own.`, {
      code: 'own_key',
      hint: 'Use the private key that you created for it.',
    });
  }
  return new Uint8Array(Buffer.from(agent.private_key, 'hex'));
}
