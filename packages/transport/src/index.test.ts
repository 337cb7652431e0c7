import { expect, test } from 'vitest';
import * as transport from './index.ts';

test('behavior: exports exactly these names', () => {
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
      "fetchWire",
      "kyWire",
      "readRateLimit",
      "redact",
    ]
  `);
});
