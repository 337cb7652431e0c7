import { APICallError, NoSuchModelError } from '@ai-sdk/provider';
import { OS1Error, type TransportLike } from '@mitosislabs/transport';

/** The circumstances of a call that failed. */
export interface CallInfo {
  readonly modelId: string;
  readonly transport: TransportLike;
  readonly signal: AbortSignal | undefined;
  /** The message to the agent; `undefined` if the call failed before it was written. */
  readonly body: unknown;
}

/**
 * The AI SDK's own error for an error of ours. The transport has retried already: `isRetryable` is set only if it was
 * told not to, and the question certainly did not arrive.
 */
export function toSDKError(error: unknown, { modelId, transport, signal, body }: CallInfo): unknown {
  if (signal?.aborted) return abortError(signal);
  if (!(error instanceof OS1Error)) {
    const { code, hint } = Object(error) as { code?: unknown; hint?: unknown };
    if (typeof code !== 'string' || !(error instanceof Error)) return error;
    const message = typeof hint === 'string' ? `${error.message} ${hint}` : error.message;
    return new APICallError({
      message,
      url: modelId,
      requestBodyValues: body,
      isRetryable: false,
      cause: error,
    });
  }
  const { status, message, hint, url = modelId, headers } = error;
  const responseHeaders = headers ? Object.fromEntries(Object.entries(headers)) : undefined;
  return new APICallError({
    message: hint === undefined ? message : `${message} ${hint}`,
    url,
    requestBodyValues: body,
    ...(status > 0 && { statusCode: status }),
    ...(responseHeaders && { responseHeaders: responseHeaders as Record<string, string> }),
    isRetryable: error.retryable && error.outcome !== 'unknown' && transport.maxRetries === 0,
    data: { code: error.code, outcome: error.outcome },
    cause: error,
  });
}

/** The reason of a signal, as the AI SDK recognizes it: by its name. */
function abortError(signal: AbortSignal): unknown {
  const { reason } = signal;
  const isKnown = ['AbortError', 'TimeoutError', 'ResponseAborted'].includes(String(Object(reason)['name']));
  return isKnown ? reason : new DOMException('The call was aborted.', 'AbortError');
}

/** The error for a model that is not there. */
export function noSuchModel(modelId: string, reason: string): NoSuchModelError {
  return new NoSuchModelError({
    modelId,
    modelType: 'languageModel',
    message: `No agent ${modelId}: ${reason}`,
  });
}
