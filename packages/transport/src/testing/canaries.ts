import { inspect } from 'node:util';
import { generateKeyPair } from '@mitosislabs/auth';
import { Transport } from '../core/Transport.ts';
import { nodeWire } from '../node/nodeWire.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import type { Logger } from '../options/Logger.ts';
import type { Wire } from '../wire/Wire.ts';

export const API_KEY = 'mi_canary_0123456789abcdefghij';
export const JWT_SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
/** It looks like nothing in particular, and is spelled differently in a URL. */
export const OWN = 'tulip/Harbour+42 seventeen=ü';
export const { privateKey } = generateKeyPair();

/** Every way to sign in. */
export const credentials: [string, Pick<ClientConfig, 'apiKey' | 'agent' | 'jwt' | 'auth'>][] = [
  ['an API key', { apiKey: API_KEY }],
  ['an agent', { agent: { agentId: 'aria', signingKey: privateKey } }],
  ['a token', { jwt: { jwtSecret: JWT_SECRET, userId: 'u1' } }],
  [
    'an authenticator of its own',
    {
      auth: {
        method: 'agent',
        authorize: () => ({ 'X-Own': OWN, Authorization: `Own ${OWN.toUpperCase()}` }),
      },
    },
  ],
];

/** A client, everything that it sent, and everything that it logged. */
export class Watched {
  readonly transport: Transport;
  readonly #sent: Record<string, string>[] = [];
  readonly #told: unknown[] = [];

  constructor(config: ClientConfig) {
    const tell = (...told: unknown[]): unknown => this.#told.push(told);
    const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
    const inner: Wire = config.wire ?? nodeWire();
    const wire: Wire = {
      send: (request) => {
        this.#sent.push(request.headers);
        return inner.send(request);
      },
    };
    this.transport = new Transport({ timeout: 10_000, ...config, logger, logLevel: 'debug', wire });
  }

  /** How often the logger was called. */
  get told(): number {
    return this.#told.length;
  }

  /** The secrets that must never be seen: the values sent, and their sources. */
  get secrets(): string[] {
    const sent = this.#sent.flatMap((headers) =>
      ['authorization', 'x-signature', 'x-own'].flatMap((name) => headers[name] ?? []),
    );
    const texts = sent.flatMap((value) => [value, value.replace(/^\w+ /, '')]);
    const bytes = Buffer.from(privateKey);
    const key = [bytes.toString('hex'), bytes.toString('base64'), bytes.join(','), bytes.join(', ')];
    return [...texts, ...texts.map(encodeURIComponent), ...texts.map(encodeURI), ...key, JWT_SECRET, API_KEY];
  }

  /** The secrets that can be found in an error, or in what was logged. */
  leaks(error: unknown): string[] {
    const options = {
      depth: Number.POSITIVE_INFINITY,
      showHidden: true,
      maxArrayLength: null,
      maxStringLength: null,
    };
    const seen = [
      inspect(error, options),
      inspect(this.#told, options),
      inspect(this.transport, options),
      String(error),
      JSON.stringify([error, this.#told, this.transport]),
      error instanceof Error ? `${error.message} ${error.stack}` : '',
    ].join('\n');
    // `inspect` breaks lines, and shows bytes two digits at a time.
    const forms = [seen, seen.replace(/\s+/g, ''), seen.replace(/\\(.)/g, '$1')];
    return this.secrets.filter((secret) =>
      [secret, secret.replace(/\s+/g, ''), Buffer.from(secret, 'latin1').toString('hex')].some((form) =>
        forms.some((text) => text.includes(form)),
      ),
    );
  }
}
