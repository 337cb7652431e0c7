import { LoadAPIKeyError, NoSuchModelError, type ProviderV4 } from '@ai-sdk/provider';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { assertDuration, assertOptions, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { Transport } from '@mitosislabs/transport';
import { DEFAULT_ENDPOINT } from '@mitosislabs/transport/hosts';
import { XMTPChannel } from '@mitosislabs/xmtp';
import {
  type MitosisClientLike,
  type MitosisProviderSettings,
  providerSettings,
} from './MitosisProviderSettings.ts';
import { AgentModel } from './model/AgentModel.ts';

/** How long an answer may take by default, in ms. */
const TIMEOUT_MS = 300_000;
/** How many models are remembered. */
const MOST_MODELS = 1_000;

/** A provider for the AI SDK: its language models are agents of offices. */
export interface MitosisProvider extends ProviderV4 {
  /** The agent `office/agent` as a language model. */
  (modelId: string): AgentModel;
  /** The agent `office/agent` as a language model. The office is named by its id or its name. */
  languageModel(modelId: string): AgentModel;
}

/**
 * Creates a provider for the AI SDK.
 *
 * @param settings - The platform and the account, or a client.
 * @returns the provider. It connects with the first call.
 * @throws {@link InvalidArgumentError} when a setting is invalid.
 *
 * @example
 * ```ts
 * import { createMitosis } from '@mitosislabs/ai-sdk';
 *
 * const mitosis = createMitosis({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const model = mitosis('acme/aria');
 * console.log(model.modelId); // acme/aria
 * ```
 */
export function createMitosis(settings: MitosisProviderSettings = {}): MitosisProvider {
  assertOptions('settings', settings, providerSettings);
  const { timeoutMs = TIMEOUT_MS, client: given, ...account } = settings;
  assertDuration('timeoutMs', timeoutMs, 1);
  if (
    given !== undefined &&
    (typeof Object(given).transport !== 'object' || typeof Object(given).xmtp !== 'object')
  ) {
    throw new InvalidArgumentError('client', 'must be a MitosisClient', {
      hint: 'It has `transport` and `xmtp`.',
    });
  }
  let client = given;
  const connect = (): MitosisClientLike => {
    client ??= clientFor(account);
    return client;
  };
  // A model knows its office: pages ask for one with each request.
  const models = new Map<string, AgentModel>();
  const languageModel = (modelId: string): AgentModel => {
    const model = models.get(modelId) ?? new AgentModel(modelId, connect, timeoutMs);
    if (models.size < MOST_MODELS) models.set(modelId, model);
    return model;
  };
  const none =
    (modelType: 'embeddingModel' | 'imageModel') =>
    (modelId: string): never => {
      throw new NoSuchModelError({ modelId, modelType, message: 'Agents are language models only.' });
    };
  return Object.assign((modelId: string) => languageModel(modelId), {
    specificationVersion: 'v4' as const,
    languageModel,
    embeddingModel: none('embeddingModel'),
    imageModel: none('imageModel'),
  });
}

/**
 * The provider with the account in the environment: `MITOSIS_API_KEY` and `MITOSIS_ENDPOINT`.
 *
 * @param modelId - The agent, as `office/agent`.
 * @returns the agent as a language model.
 *
 * @example
 * ```ts
 * import { mitosis } from '@mitosislabs/ai-sdk';
 * import { generateText } from 'ai';
 *
 * async function ask(prompt: string): Promise<string> {
 *   const { text } = await generateText({ model: mitosis('acme/aria'), prompt });
 *   return text;
 * }
 * ```
 */
export const mitosis: MitosisProvider = createMitosis();

function clientFor(account: Omit<MitosisProviderSettings, 'client' | 'timeoutMs'>): MitosisClientLike {
  const { endpoint, dashboardEndpoint, apiKey } = account;
  const environment = (Reflect.get(globalThis, 'process') as NodeJS.Process | undefined)?.env ?? {};
  const key = apiKey ?? environment['MITOSIS_API_KEY'] ?? environment['MI_API_KEY'];
  if (!key) {
    throw new LoadAPIKeyError({
      message:
        'There is no API key. Set MITOSIS_API_KEY, or pass `apiKey` to `createMitosis`; with an account of `mi login`, pass `client: await MitosisClient.fromConfig()`.',
    });
  }
  const transport = new Transport({
    endpoint: endpoint ?? environment['MITOSIS_ENDPOINT'] ?? DEFAULT_ENDPOINT,
    apiKey: key,
    dashboardEndpoint,
  });
  const messages = new MessagesAPI(transport);
  const xmtp = new XMTPChannel(transport, {
    events: (officeId, options) => messages.stream(officeId, options),
  });
  return { transport, xmtp };
}
