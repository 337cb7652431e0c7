import type { OptionNames } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';

/** Options for finding or replacing an agent's key. */
export interface AgentKeyOptions extends Omit<RequestOptions, 'asAgent' | 'idempotencyKey'> {
  /** The passphrase of an encrypted key; a new key gets the same. Default: the keystore's passphrase. */
  passphrase?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** The host that the agent's key must belong to, if known. Default: any. */
  endpoint?: string | undefined;
}

const { asAgent, idempotencyKey, ...shared } = requestOptions;
/** The names of these options. */
export const agentKeyOptions: OptionNames<AgentKeyOptions> = { ...shared, passphrase: true, endpoint: true };
