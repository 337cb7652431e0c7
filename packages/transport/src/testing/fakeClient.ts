import type { Authenticator, AuthorizeRequest } from '@mitosislabs/auth';
import { Transport } from '../core/Transport.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { type FakeStep, fakeWire } from './fakeWire.ts';

/** The endpoint of a {@link fakeClient}. */
export const ENDPOINT = 'https://api.example';

/** Creates a client over a wire in memory, with a log of all levels. It retries nothing. */
export function fakeClient(steps: readonly [FakeStep, ...FakeStep[]], config: Partial<ClientConfig> = {}) {
  const wire = fakeWire(...steps);
  const log: [string, Readonly<Record<string, unknown>>][] = [];
  const write = (message: string, fields: Readonly<Record<string, unknown>>): void => {
    log.push([message, fields]);
  };
  const logger = { debug: write, info: write, warn: write, error: write };
  const options = { endpoint: ENDPOINT, wire, maxRetries: 0, logger, logLevel: 'debug' } as const;
  return { wire, log, transport: new Transport({ ...options, ...config }) };
}

/** Creates an authenticator that records each request it signs, and numbers its signatures. */
export function fakeSigner(method: Authenticator['method'] = 'agent') {
  const asked: AuthorizeRequest[] = [];
  const auth: Authenticator = {
    method,
    authorize(request) {
      asked.push(request);
      return { authorization: `Signature number-${asked.length}` };
    },
  };
  return { asked, auth };
}
