import { expect, test } from 'vitest';
import { apiEndpointFor, dashboardEndpointFor } from './hosts.ts';
import { Transport } from './Transport.ts';

test.each([
  ['https://m.mitosislabs.ai', 'https://mitosislabs.ai'],
  ['https://m.dev.mitosislabs.ai', 'https://dev.mitosislabs.ai'],
  ['http://localhost:8080', 'http://localhost:3000'],
  ['https://api.example.com', 'https://api.example.com'],
])('default: the dashboard of %s is %s, and back', (endpoint, dashboard) => {
  expect(dashboardEndpointFor(endpoint)).toBe(dashboard);
  expect(apiEndpointFor(dashboard)).toBe(endpoint);
  expect(apiEndpointFor(endpoint)).toBe(endpoint);
  expect(new Transport({ endpoint }).dashboardEndpoint).toBe(dashboard);
});
