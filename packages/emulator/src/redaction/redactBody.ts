import { isSecretName, REDACTED, redactForm, redactText } from './secrets.ts';

/** The parts of a JSON text: strings, also one that breaks off, punctuation, and other values. */
const PARTS = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+|\s+/gs;

/** The start of a JSON text that can have fields. */
const JSON_START = /^\s*[{["]/;

/** How to redact a body. */
export interface BodyRedaction {
  /** Whether all its values are secret, and not only those that look like a secret. */
  readonly isSecret: boolean;
  /** Texts that are secret wherever they are. */
  readonly secrets: readonly string[];
  /** Takes the values that were secret by their names. */
  readonly found?: Set<string>;
}

/**
 * Replaces the secrets in a body with `[redacted]`: all values of fields with names such as `apiKey`, and all texts that look
 * like credentials. The body can break off, and need not be JSON.
 */
export function redactBody(body: string, redaction: BodyRedaction): string {
  if (!JSON_START.test(body)) {
    if (redaction.isSecret && body !== '') return REDACTED;
    const redactValue = (value: string): string =>
      JSON_START.test(value) ? redactBody(value, redaction) : redactText(value, redaction.secrets);
    const form = redactForm(body, redactValue, redaction.found);
    if (form !== undefined) return form;
    const text = redactText(body, redaction.secrets);
    // JSON after a comment or a mark of byte order, for example.
    const start = text.search(/[{[]\s*["{[]/);
    return start < 0 ? text : text.slice(0, start) + redactBody(text.slice(start), redaction);
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
      if (!isKey && isSecret) redaction.found?.add(textOf(part));
      if (!isKey) return isSecret ? `"${REDACTED}"` : redactValue(part, redaction);
      hasSecretName = isSecretName(textOf(part));
      return redactPart(part, redaction.secrets);
    }
    return part;
  };
  return body.replace(PARTS, clean);
}

/** An object or a list that a scan of JSON is in. */
interface Container {
  readonly isObject: boolean;
  /** Whether all values in it are secret. */
  readonly isSecret: boolean;
}

/** Redacts a value of JSON, also a string that holds JSON itself. */
function redactValue(part: string, redaction: BodyRedaction): string {
  const text = textOf(part);
  if (!part.startsWith('"') || !/^\s*[{[]/.test(text)) return redactPart(part, redaction.secrets);
  const clean = redactBody(text, redaction);
  return clean === text ? part : JSON.stringify(clean);
}

function redactPart(part: string, secrets: readonly string[]): string {
  const text = textOf(part);
  const clean = redactText(text, secrets);
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
