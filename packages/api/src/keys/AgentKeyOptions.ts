import type { OptionNames } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';

/** How an agent's key is found, or replaced. */
export interface AgentKeyOptions extends Omit<RequestOptions, 'asAgent' | 'idempotencyKey'> {
  /** What the key is encrypted with, if it is; the new one is, too. Default: the keystore's own. */
  passphrase?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** The host that the agent's key must belong to, where that is known. Default: any. */
  endpoint?: string | undefined;
}

const { asAgent, idempotencyKey, ...shared } = requestOptions;
/** The names of these options. */
export const agentKeyOptions: OptionNames<AgentKeyOptions> = { ...shared, passphrase: true, endpoint: true };
