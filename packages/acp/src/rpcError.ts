import { RequestError } from '@agentclientprotocol/sdk';
import { MitosisError } from '@mitosislabs/auth/errors';

/** The codes of JSON-RPC for an error of the platform, by its HTTP status. */
const CODES: Readonly<Record<number, number>> = { 401: -32_000, 404: -32_002 };
const INVALID_PARAMS = -32_602;
const INTERNAL_ERROR = -32_603;

/** The fields of an error that the editor gets, if the error has them. Never a header, a body or a cause. */
const FIELDS = ['code', 'hint', 'outcome', 'retryable', 'status', 'requestId'] as const;

/** Returns the JSON-RPC error for an error: its message, and in `data` its code, hint and outcome. */
export function rpcError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (!(error instanceof MitosisError)) {
    // A bug: its message may hold anything.
    return new RequestError(INTERNAL_ERROR, 'The agent server failed.', { code: 'internal_error' });
  }
  const fields = FIELDS.flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return value === undefined || value === '' || value === 0 ? [] : [[name, value] as const];
  });
  const data = Object.fromEntries(fields);
  const code = CODES[Number(Reflect.get(error, 'status'))];
  return new RequestError(
    code ?? (error.code === 'invalid_argument' ? INVALID_PARAMS : INTERNAL_ERROR),
    error.message,
    data,
  );
}

/** Returns the error for a request that cannot be used. */
export function refusal(message: string, code: string, hint?: string): RequestError {
  return new RequestError(INVALID_PARAMS, message, { code, ...(hint !== undefined && { hint }) });
}

/** Escapes control characters, which could drive the terminal that shows a log. */
export function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
