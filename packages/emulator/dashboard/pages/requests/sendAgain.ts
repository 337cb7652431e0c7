import type { LoggedRequest } from '../../../src/control/RequestLog.ts';

/** The emulator keeps so much of a body, in characters; then comes an ellipsis. */
const KEPT = 16 * 1024;
const REDACTED = '[redacted]';

/** The file of an upload, as the log describes it. */
export function uploadedFile({ requestBody }: Pick<LoggedRequest, 'requestBody'>): string | undefined {
  return /^\[the file (.*), \d+ bytes\]$/s.exec(requestBody ?? '')?.[1];
}

/** Says why a request cannot be sent again as it was; `undefined` if it can. */
export function whyNotAgain(request: Pick<LoggedRequest, 'requestBody' | 'target'>): string | undefined {
  const { requestBody = '', target } = request;
  if (requestBody.length > KEPT && requestBody.endsWith('…'))
    return 'The log has only the start of its body.';
  if (uploadedFile(request) !== undefined) return 'The log does not have the file that it uploaded.';
  if (requestBody.includes(REDACTED) || target.includes(encodeURI(REDACTED)) || target.includes(REDACTED))
    return 'The log does not have the secrets in it.';
  return undefined;
}
