import type { LoggedRequest } from '../RequestLog.ts';

/** More requests are left out: the oldest. */
const MOST = 50;
/** Longer bodies are cut. In characters. */
const LONGEST_BODY = 300;
/** Characters that a terminal does not print as they are: controls, line breaks, and marks that reorder text. */
const NOT_PRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Formats requests of the log as text, for the output of a test that failed: a line each, with the error and the body of those
 * that were refused. The last 50 are shown. Control characters are escaped.
 *
 * @param requests - The requests, oldest first.
 * @returns lines, without a line end.
 *
 * @example
 * ```ts
 * import { startEmulator } from '@mitosislabs/emulator';
 * import { formatRequests } from '@mitosislabs/emulator/control';
 *
 * const emulator = await startEmulator();
 * console.log(formatRequests(await emulator.control.log.requests())); // none
 * await emulator.close();
 * ```
 */
export function formatRequests(requests: readonly LoggedRequest[]): string {
  if (requests.length === 0) return '  none';
  const shown = requests.slice(-MOST);
  const rest = requests.length - shown.length;
  const lines = shown.flatMap(linesOf);
  return (rest === 0 ? lines : [`  … ${rest} earlier requests`, ...lines]).join('\n');
}

function linesOf(request: LoggedRequest): string[] {
  const { time, method, target, status, durationMs, operation, caller, fault, error, unexpected } = request;
  const parts = [
    new Date(time).toISOString().slice(11, 23),
    status === 0 ? 'none' : `${status} `,
    method,
    target,
    operation === undefined ? '' : `(${operation})`,
    caller === undefined ? 'by an unknown caller' : `by ${caller.name}`,
    `in ${Math.round(durationMs)} ms`,
    fault === undefined ? '' : `fault: ${fault.description}`,
    unexpected ? '← unexpected' : '',
  ];
  const lines = [`  ${parts.filter((part) => part !== '').join(' ')}`];
  if (status === 0 || status >= 400) {
    if (error) lines.push(`      ${error.code}: ${error.message}`);
    if (request.requestBody !== undefined) lines.push(`      request:  ${cut(request.requestBody)}`);
    if (request.responseBody !== undefined && !error)
      lines.push(`      response: ${cut(request.responseBody)}`);
  }
  return lines.map(printable);
}

function cut(body: string): string {
  return body.length <= LONGEST_BODY ? body : `${body.slice(0, LONGEST_BODY)} … (${body.length} characters)`;
}

/** Escapes what a terminal would not print. */
function printable(line: string): string {
  return line.replace(NOT_PRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
