import { assertOptions, InvalidArgumentError, type OptionNames } from '@mitosislabs/auth/errors';
import type { Brain } from '../brain/Brain.ts';
import { BrainError } from '../brain/BrainError.ts';
import type { Model } from '../brain/Model.ts';
import { type ModelBrainOptions, modelBrainOptions } from '../model/ModelBrainOptions.ts';
import { modelBrain } from '../model/modelBrain.ts';
import { chatRequest } from './chatRequest.ts';
import { complete } from './complete.ts';

/** The model and how to call it. */
export interface OpenAIOptions extends ModelBrainOptions {
  /** The model's name, as the server knows it. */
  model: string;
  /**
   * The URL of the API, without `/chat/completions`. It must be https, or http on this machine. Default:
   * `https://api.openai.com/v1`.
   */
  baseURL?: string | undefined;
  /** The key. Default: the variable `keyName` of the agent's environment: an office's variable or secret. */
  apiKey?: string | undefined;
  /** The variable of the agent's environment that holds the key. Default: `OPENAI_API_KEY`. */
  keyName?: string | undefined;
  /** How long the server may be silent, in ms. Default: 60,000. */
  timeoutMs?: number | undefined;
  /**
   * How often to retry when the server is busy (429), down or out of reach. There is no retry once an answer
   * has begun. Default: 2.
   */
  maxRetries?: number | undefined;
  /** A `fetch` of your own. */
  fetch?: typeof globalThis.fetch | undefined;
}

const openaiOptions: OptionNames<OpenAIOptions> = {
  model: true,
  baseURL: true,
  apiKey: true,
  keyName: true,
  ...modelBrainOptions,
  timeoutMs: true,
  maxRetries: true,
  fetch: true,
};

/**
 * A brain that calls any server with OpenAI's chat completions API and streams the answers. The key is only
 * sent in the request's header. When a conversation exceeds the context of the model, the brain retries with
 * less history, then without the middle of the question.
 *
 * @param options - The model, and how to call it.
 * @returns a brain.
 * @throws {@link InvalidArgumentError} when the model or the URL is invalid.
 *
 * @example
 * ```ts
 * import { defineAgent } from '@mitosislabs/agent';
 * import { openaiBrain } from '@mitosislabs/agent/openai';
 *
 * const agent = defineAgent({ brain: openaiBrain({ model: 'gpt-4o-mini' }) });
 * ```
 */
export function openaiBrain(options: OpenAIOptions): Brain {
  assertOptions('options', options, openaiOptions);
  const { model, baseURL, apiKey: given, keyName = 'OPENAI_API_KEY', timeoutMs = 60_000, ...rest } = options;
  const { maxRetries = 2, fetch = (input, init) => globalThis.fetch(input, init), ...thinking } = rest;
  if (typeof model !== 'string' || model === '') throw new InvalidArgumentError('model', 'must be a name');
  const url = `${checkedBase(baseURL ?? 'https://api.openai.com/v1')}/chat/completions`;
  const ask: Model = async function* (request) {
    // As it is read from a file, with an end of line.
    const apiKey = (given ?? (await request.env())[keyName])?.trim();
    if (!apiKey) {
      throw new BrainError(`There is no key for ${new URL(url).host}.`, {
        code: 'no_key',
        hint: `Set ${keyName} in the office's environment, or give the agent the secret of that name.`,
      });
    }
    if (/[^\t\x20-\x7e\x80-\xff]/.test(apiKey)) {
      throw new BrainError(`The key for ${new URL(url).host} has characters that cannot be sent.`, {
        code: 'no_key',
        hint: 'It contains a line break, or is not a key. Copy it again.',
      });
    }
    const { signal } = request;
    yield* complete({ url, apiKey, body: chatRequest(model, request), signal, timeoutMs, maxRetries, fetch });
  };
  return modelBrain(ask, thinking);
}

/** The URL without a slash at its end. A key must not go over the network in the clear. */
function checkedBase(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InvalidArgumentError('baseURL', 'must be a URL');
  }
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new InvalidArgumentError('baseURL', 'must be https, or http on this machine');
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError('baseURL', 'must have no query, fragment or credentials');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
