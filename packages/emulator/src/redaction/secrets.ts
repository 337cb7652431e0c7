import { redact } from '@mitosislabs/transport/errors';

/** The text that replaces a secret. */
export const REDACTED = '[redacted]';

/** Names of fields, headers and parameters whose values are secret. `total_tokens` is a number of tokens. */
const SECRET_NAME =
  /secret|token(?!s)|(access|refresh|api|auth)[-_ ]?tokens|passw|passphrase|mnemonic|(seed|recovery)[-_ ]?phrase|(api|private|signing|access|encryption|master)[-_ ]?key|credential|authorization|authentication|bearer|[cx]srf|dpop|client[-_]?cert|cookie|signature|kubeconfig|^(x-)?(jwt|key|pwd|pass|pin|t?otp|auth|sig|env|env_?vars|value|qr)$/i;
/** The names of secrets, and numbers of tokens. */
const HARMLESS_NAME = /^(secretName|envSecrets|token_?count)$/i;

/** Names of headers and parameters that are secret there, and harmless in a body: codes of a sign-in, and sessions of a browser. */
const SECRET_PARAMETER = /^(x-)?(code|state|sid|session([-_]?(id|key))?)$/i;

/** Operations whose bodies have secrets under names of the caller's choice. */
const SECRET_OPERATIONS: ReadonlySet<string> = new Set([
  'employees.rotateCredentials',
  'env.getAgentEnv',
  'env.set',
  'env.setAgentEnv',
  'env.values',
  'integrations.ensureSecret',
  'offices.kubeconfig',
  'offices.rotateSecret',
  'offices.setSecret',
]);

/** Secrets in a text beside those that the SDK redacts: PEM blocks, keys of other services, credentials in an address, kubeconfigs. */
const SECRET_TEXTS: readonly [RegExp, string][] = [
  [/\bBasic +[!-~]{6,}/g, `Basic ${REDACTED}`],
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, REDACTED],
  [
    /\b(sk|pk|rk|gh[opsur]|github_pat|glpat|xox[abeprs]|xapp|npm|hf|whsec|AKIA|ASIA|AIza|ya29\.)[-_]?[A-Za-z0-9_-]{16,}/g,
    REDACTED,
  ],
  [/(\/\/)[^/\s:@"]*:[^/\s@"]+@/g, `$1${REDACTED}@`],
  [/([?&](?:key|token|secret|signature|password|code|state)=)[^&\s"]+/gi, `$1${REDACTED}`],
  [
    /^(\s*(?:token|client-key-data|client-certificate-data|certificate-authority-data|password):\s*).+$/gm,
    `$1${REDACTED}`,
  ],
];

/** Whether a field, a header or a parameter of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

/** Whether a header, a cookie or a parameter of that name holds a secret. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || SECRET_PARAMETER.test(name);
}

/** Whether all values in the bodies of an operation are secret. */
export function isSecretOperation(operation: string | undefined): boolean {
  return operation !== undefined && SECRET_OPERATIONS.has(operation);
}

/** Replaces the secrets in a text, and those that are known. */
export function redactText(text: string, known: readonly string[] = []): string {
  let clean = redact(text, known);
  for (const [pattern, replacement] of SECRET_TEXTS) clean = clean.replace(pattern, replacement);
  return clean;
}

/**
 * Redacts a body of `application/x-www-form-urlencoded`, which can break off: values with secret names, and others by
 * `redactValue`. Returns `undefined` for another body.
 *
 * @param found - Takes the values that were secret by their names.
 */
export function redactForm(
  body: string,
  redactValue: (value: string) => string,
  found?: Set<string>,
): string | undefined {
  if (!/^[^\s=&]+=/.test(body)) return undefined;
  const clean = (field: string): string => {
    const end = field.indexOf('=');
    if (end < 0) return redactValue(field);
    const value = decoded(field.slice(end + 1));
    const isSecret = isSecretName(decoded(field.slice(0, end)));
    if (isSecret) found?.add(value);
    const shown = isSecret ? REDACTED : redactValue(value);
    return shown === value ? field : `${field.slice(0, end)}=${shown}`;
  };
  return body.split('&').map(clean).join('&');
}

/** The text of a part of a form or a target; as it is when it is not encoded well. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
