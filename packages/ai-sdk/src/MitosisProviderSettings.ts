import type { OptionNames } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';
import type { XMTPChannel } from '@mitosislabs/xmtp';

/** The parts of a client that a provider uses: a `MitosisClient` of `@mitosislabs/sdk` has them. */
export interface MitosisClientLike {
  /** The transport. */
  readonly transport: TransportLike;
  /** The sessions with agents. */
  readonly xmtp: XMTPChannel;
}

/** Settings of a provider. */
export interface MitosisProviderSettings {
  /** The office-manager. Default: the variable `MITOSIS_ENDPOINT`, else `https://m.mitosislabs.ai`. */
  endpoint?: string | undefined;
  /** The dashboard. Default: derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** The API key. Default: the variable `MITOSIS_API_KEY`. */
  apiKey?: string | undefined;
  /** A client to use instead of `endpoint` and `apiKey`, such as `await MitosisClient.fromConfig()`. */
  client?: MitosisClientLike | undefined;
  /** How long an answer may take, in ms. Default: 300,000. */
  timeoutMs?: number | undefined;
}

/** The names of the settings. */
export const providerSettings: OptionNames<MitosisProviderSettings> = {
  endpoint: true,
  dashboardEndpoint: true,
  apiKey: true,
  client: true,
  timeoutMs: true,
};

/** Options of one call: `providerOptions: { mitosis: { … } }`. */
export interface MitosisModelOptions {
  /**
   * The id of a conversation of its own, at most 100 characters: the agent remembers its messages, and none of
   * others. It is a group on the platform, so its answers come as a whole. Also the header `x-mitosis-conversation`.
   * Default: the conversation that all sessions with the agent share, in which answers stream.
   */
  conversation?: string | undefined;
  /**
   * The place of images and other binary files: `upload` puts them on the office's shared drive, and the message names
   * them; `omit` leaves them out, with a warning. Default: `upload`.
   */
  files?: 'upload' | 'omit' | undefined;
  /** How long the answer may take, in ms. Default: that of the provider. */
  timeoutMs?: number | undefined;
}
