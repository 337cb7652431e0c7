import { redact } from '@mitosislabs/transport/errors';

const REDACTED = '[redacted]';
/** Names of fields, headers and parameters whose values are secret. `total_tokens` is a number of tokens. */
const SECRET_NAME =
  /secret|token(?!s)|passw|passphrase|mnemonic|(api|private|signing|access)[-_]?key|credential|authorization|cookie|signature|^jwt$|^key$|^pwd$/i;
/** The parts of a JSON text: strings, also one that breaks off, punctuation, and other values. */
const PARTS = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+|\s+/gs;

/** How to redact a body. */
export interface Redaction {
  /** Whether all its values are secret, and not only those that look like a secret. */
  readonly isSecret: boolean;
  /** Texts that are secret wherever they are. */
  readonly secrets: readonly string[];
}

/** Whether a field, a header or a parameter of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * Replaces the secrets in a body with `[redacted]`: all values of fields with names such as `apiKey`, and all texts that look
 * like credentials. The body can break off, and need not be JSON.
 */
export function redactBody(body: string, redaction: Redaction): string {
  if (!/^\s*[{["]/.test(body)) {
    if (redaction.isSecret && body !== '') return REDACTED;
    return /^[^\s=&]+=/.test(body) ? redactForm(body, redaction) : redact(body, redaction.secrets);
  }
  const open: Container[] = [];
  let isKey = false;
  let hasSecretName = false;
  const clean = (part: string): string => {
    const around = open.at(-1);
    const isSecret = hasSecretName || (around?.isSecret ?? redaction.isSecret);
    if (part === '{' || part === '[') {
      isKey = part === '{';
      open.push({ isObject: isKey, isSecret });
      hasSecretName = false;
    } else if (part === '}' || part === ']' || part === ',') {
      if (part !== ',') open.pop();
      isKey = part === ',' && around?.isObject === true;
      hasSecretName = false;
    } else if (part === ':') {
      isKey = false;
    } else if (part.trim() !== '') {
      if (!isKey) return isSecret ? `"${REDACTED}"` : redactValue(part, redaction);
      hasSecretName = isSecretName(textOf(part));
      return redactText(part, redaction.secrets);
    }
    return part;
  };
  return body.replace(PARTS, clean);
}

/** Redacts a body of `application/x-www-form-urlencoded`. It can break off. */
function redactForm(body: string, redaction: Redaction): string {
  const clean = (field: string): string => {
    const end = field.indexOf('=');
    if (end < 0) return redact(field, redaction.secrets);
    const name = decoded(field.slice(0, end));
    const value = decoded(field.slice(end + 1));
    const cleanValue = () =>
      /^\s*[{["]/.test(value) ? redactBody(value, redaction) : redact(value, redaction.secrets);
    const shown = isSecretName(name) ? REDACTED : cleanValue();
    return shown === value ? field : `${field.slice(0, end)}=${shown}`;
  };
  return body.split('&').map(clean).join('&');
}

/** The text of a part of a form; as it is when it is not encoded well. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** An object or a list that a scan of JSON is in. */
interface Container {
  readonly isObject: boolean;
  /** Whether all values in it are secret. */
  readonly isSecret: boolean;
}

/** Redacts a value of JSON, also a string that holds JSON itself. */
function redactValue(part: string, redaction: Redaction): string {
  const text = textOf(part);
  if (!part.startsWith('"') || !/^\s*[{[]/.test(text)) return redactText(part, redaction.secrets);
  const clean = redactBody(text, redaction);
  return clean === text ? part : JSON.stringify(clean);
}

function redactText(part: string, secrets: readonly string[]): string {
  const text = textOf(part);
  const clean = redact(text, secrets);
  return clean === text ? part : JSON.stringify(clean);
}

/** The text of a string of JSON, without escapes; it may break off. */
function textOf(part: string): string {
  const isWhole = part.length > 1 && part.endsWith('"');
  try {
    return String(JSON.parse(isWhole ? part : `${part}"`));
  } catch {
    return part.replace(/^"|"$/g, '');
  }
}
