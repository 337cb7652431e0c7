import { expect, test } from 'vitest';
import * as transport from './index.ts';

test('behavior: these names and no others', () => {
  expect(Object.keys(transport).sort()).toMatchInlineSnapshot(`
    [
      "AbortedError",
      "AuthenticationError",
      "ConflictError",
      "ConnectionError",
      "InsufficientCreditsError",
      "NotFoundError",
      "OS1Error",
      "PermissionDeniedError",
      "RateLimitError",
      "ServerError",
      "TimeoutError",
      "Transport",
      "UnexpectedResponseError",
      "apiEndpointFor",
      "dashboardEndpointFor",
      "kyWire",
      "readRateLimit",
      "redact",
    ]
  `);
});
