/** The text that replaces a secret. */
const REDACTED = '[redacted]';

/** Headers whose values are secrets. */
const SECRET_HEADERS =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-signature|x-api-key|.*(token|secret|password).*)$/i;
/** Fields whose values are secrets. Public keys, names and counts of tokens are none. */
const SECRET_FIELDS =
  /(secret|password|passphrase|signature|private_?key|api_?key|access_?key|signing_?key|credential|authorization|cookie|kubeconfig|^key$|^env$|^value$|^qr$|(^|_)token$|Token$)/i;
const NO_SECRET_FIELDS = /^(secretName|envSecrets|tokens?_?count)$/i;
/** Secrets in a text: API keys, tokens, PEM blocks, credentials in an address. */
const SECRET_TEXTS: readonly [RegExp, string][] = [
  [/\bmi_[\w-]{6,}/g, REDACTED],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/\b(Bearer|Basic) +[!-~]{6,}/g, `$1 ${REDACTED}`],
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, REDACTED],
  [/\b(sk|pk|ghp|gho|xox[abp]|AKIA)[-_]?[A-Za-z0-9_-]{16,}/g, REDACTED],
  [/(\/\/)[^/\s:@"]+:[^/\s@"]+@/g, `$1${REDACTED}@`],
  [/([?&](?:key|token|secret|signature|password|code|state)=)[^&\s"]+/gi, `$1${REDACTED}`],
  [
    /^(\s*(?:token|client-key-data|client-certificate-data|certificate-authority-data|password):\s*).+$/gm,
    `$1${REDACTED}`,
  ],
];

/** Operations whose bodies are secrets as a whole: each value in them is replaced. */
const SECRET_OPERATIONS: ReadonlySet<string> = new Set([
  'env.values',
  'env.set',
  'env.getAgentEnv',
  'env.setAgentEnv',
  'integrations.ensureSecret',
  'offices.kubeconfig',
  'offices.rotateSecret',
  'offices.setSecret',
]);

/** Replaces secrets before anything is written: in headers, bodies and addresses. */
export class Redaction {
  readonly #known: readonly string[];

  /** @param known - Secrets that are known: they are replaced wherever they occur. */
  constructor(known: readonly string[] = []) {
    this.#known = known.filter((secret) => secret.length >= 6).sort((a, b) => b.length - a.length);
  }

  /** Replaces the secrets in a text that is not JSON. */
  text(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.split(secret).join(REDACTED);
    for (const [pattern, replacement] of SECRET_TEXTS) clean = clean.replace(pattern, replacement);
    return clean;
  }

  /** Replaces the values of headers that are secrets, and secrets in others. */
  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    const clean = Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.test(name) ? REDACTED : this.text(value),
    ]);
    return Object.fromEntries(clean);
  }

  /** Replaces the secrets in a value of JSON. */
  value(value: unknown, isSecret = false): unknown {
    if (typeof value === 'string') return isSecret ? REDACTED : this.text(value);
    if (typeof value === 'number') return isSecret ? 0 : value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, isSecret));
    if (typeof value !== 'object' || value === null) return value;
    const parts = Object.entries(value).map(([key, part]) => {
      const hides = isSecret || (SECRET_FIELDS.test(key) && !NO_SECRET_FIELDS.test(key));
      // A key can be a secret too, as a name in a map.
      return [this.text(key), this.value(part, hides)];
    });
    return Object.fromEntries(parts);
  }

  /**
   * Replaces the secrets in a body.
   *
   * @param operation - The operation, if it is known: the bodies of some are secrets as a whole.
   */
  body(text: string, operation?: string): string {
    const isSecret = operation !== undefined && SECRET_OPERATIONS.has(operation);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return isSecret && text !== '' ? REDACTED : this.text(text);
    }
    const isFailure = typeof json === 'object' && json !== null && 'error' in json;
    return JSON.stringify(this.value(json, isSecret && !isFailure));
  }
}
