import { redact } from './redact.ts';

/** The headers of an answer without credentials, which some servers repeat. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  secrets?: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [redact(name, secrets), redact(value, secrets)]),
  );
}
