import { redactBody } from './redactBody.ts';
import { redactTarget } from './redactTarget.ts';
import {
  isSecretName,
  isSecretOperation,
  isSecretParameter,
  REDACTED,
  redactForm,
  redactText,
} from './secrets.ts';

/** The number of credentials that are learned. */
const MOST_LEARNED = 1_000;
/** The shortest text that is learned: a shorter one may be an ordinary word. */
const SHORTEST = 12;

/** Replaces secrets before anything is written: in headers, bodies and addresses. */
export class Redaction {
  #known: readonly string[];

  /** @param known - Secrets that are known: they are replaced wherever they occur. */
  constructor(known: readonly string[] = []) {
    this.#known = known.filter((secret) => secret.length >= 6).sort((a, b) => b.length - a.length);
  }

  /**
   * Takes the credentials in the headers and the body of a message: they are replaced from now on wherever they occur, also in
   * free text. A text of letters alone, or a short one, is not taken: it may be an ordinary word.
   *
   * @param operation - The operation, if it is known: the bodies of some are secrets as a whole.
   */
  learn(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    body = '',
    operation?: string,
  ): void {
    const found = new Set<string>();
    for (const [name, value] of Object.entries(headers)) {
      // A signature is another one each time.
      if (!isSecretName(name) || /signature/i.test(name)) continue;
      for (const text of [value ?? '']
        .flat()
        .join('; ')
        .split(/[\s;,]+/)) {
        found.add(text);
        // A cookie.
        found.add(text.slice(text.indexOf('=') + 1));
      }
    }
    try {
      collectSecrets(JSON.parse(body), isSecretOperation(operation), found);
    } catch {
      // No JSON.
    }
    const fresh = [...found].filter((text) => isCredential(text) && !this.#known.includes(text));
    if (fresh.length === 0 || this.#known.length > MOST_LEARNED) return;
    this.#known = [...this.#known, ...fresh].sort((a, b) => b.length - a.length);
  }

  /** Replaces the secrets in a text that is not JSON. */
  text(text: string): string {
    return redactText(text, this.#known);
  }

  /** Replaces the values of headers that are secrets, and secrets in others. */
  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    const clean = Object.entries(headers).map(([name, value]) => [
      name,
      isSecretParameter(name) ? REDACTED : this.text(value),
    ]);
    return Object.fromEntries(clean);
  }

  /** Replaces the secrets in the target of a request, or in an address. */
  target(target: string): string {
    return redactTarget(target, (text) => this.#textOrJson(text));
  }

  /** Replaces the secrets in a value of JSON. */
  value(value: unknown, isSecret = false): unknown {
    if (typeof value === 'string') return isSecret ? REDACTED : this.#textOrJson(value);
    if (typeof value === 'number') return isSecret ? 0 : value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, isSecret));
    if (typeof value !== 'object' || value === null) return value;
    const parts = Object.entries(value).map(([key, part]) => {
      const hides = isSecret || isSecretName(key);
      // A key can be a secret too, as a name in a map.
      return [this.text(key), this.value(part, hides)];
    });
    return Object.fromEntries(parts);
  }

  /** Replaces the secrets in a text that can be JSON itself. */
  #textOrJson(text: string): string {
    if (!/^\s*[{[]/.test(text)) return this.text(text);
    // Leaves its layout as it is.
    return redactBody(text, { isSecret: false, secrets: this.#known });
  }

  /**
   * Replaces the secrets in a body.
   *
   * @param operation - The operation, if it is known: the bodies of some are secrets as a whole.
   */
  body(text: string, operation?: string): string {
    const isSecret = isSecretOperation(operation);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      if (isSecret && text !== '') return REDACTED;
      return redactForm(text, (value) => this.text(value)) ?? this.text(text);
    }
    const isFailure = typeof json === 'object' && json !== null && 'error' in json;
    return JSON.stringify(this.value(json, isSecret && !isFailure));
  }
}

/** Adds the texts in fields with secret names. */
function collectSecrets(value: unknown, isSecret: boolean, found: Set<string>): void {
  if (typeof value === 'string' && isSecret) found.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    collectSecrets(part, isSecret || (!Array.isArray(value) && isSecretName(key)), found);
  }
}

function isCredential(text: string): boolean {
  return text.length >= SHORTEST && /\d/.test(text) && /[A-Za-z]/.test(text) && !/\s/.test(text);
}
