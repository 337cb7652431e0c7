import { cut, inert } from './inert.ts';

/** Stands in place of a secret. */
const REDACTED = '[redacted]';
/** An API key of the platform, wherever it stands. */
const API_KEY = /\bmi_[A-Za-z0-9_-]{12,}/g;
/** Names of fields whose text is a secret, in snake case: `office_secret`, `api_key`. */
const SECRET_FIELD =
  /(^|_)(secret|password|passphrase|token|api_?key|private_?key|signing_?key|access_?key|access_?key_?id|credentials?|kubeconfig|qr|qr_?code)$/;
/** Shorter texts are no secrets: they would be redacted in the middle of words. */
const SHORTEST_SECRET = 8;

/** The limits of what is shown. */
export interface Presentation {
  /** The most characters of all texts together. */
  readonly maxChars: number;
  /** Texts to redact, such as the API key in use. */
  readonly secrets: readonly string[];
}

/** A value that is safe to show to a model. */
export interface Presented {
  readonly value: unknown;
  /** Whether it was cut. */
  readonly isCut: boolean;
}

/**
 * Prepares data of the platform for a model: texts become inert, secrets are redacted, and what exceeds the limit is cut.
 *
 * @param data - JSON, as it came from the platform.
 * @param presentation - The limit, and the secrets to redact.
 */
export function present(data: unknown, { maxChars, secrets }: Presentation): Presented {
  let left = maxChars;
  let isCut = false;
  const text = (value: string): string => {
    const clean = inert(redact(value, secrets));
    if (clean.length <= left) {
      left -= clean.length;
      return clean;
    }
    isCut = true;
    const shown = cut(clean, left);
    left = 0;
    return `${shown}… [cut: ${clean.length - shown.length} more characters]`;
  };
  const walk = (value: unknown, isSecret: boolean): unknown => {
    if (typeof value === 'string') return isSecret && value !== '' ? REDACTED : text(value);
    if (typeof value !== 'object' || value === null) {
      left -= 8;
      return value;
    }
    if (Array.isArray(value)) {
      const shown: unknown[] = [];
      for (const one of value) {
        if (left <= 0) {
          isCut = true;
          break;
        }
        shown.push(walk(one, isSecret));
      }
      return shown;
    }
    const fields: [string, unknown][] = [];
    for (const [name, one] of Object.entries(value)) {
      left -= name.length + 6;
      fields.push([inert(redact(name, secrets)), walk(one, isSecret || isSecretField(name))]);
    }
    return Object.fromEntries(fields);
  };
  const value = walk(data, false);
  return { value, isCut };
}

/** Replaces secrets in a text. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text.replace(API_KEY, REDACTED);
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) clean = clean.replaceAll(secret, REDACTED);
  }
  return clean;
}

function isSecretField(name: string): boolean {
  return SECRET_FIELD.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase());
}
