import { expect, test } from 'vitest';
import { apiEndpointFor, dashboardEndpointFor } from '../hosts.ts';
import { Transport } from './Transport.ts';

test.each([
  ['https://m.mitosislabs.ai', 'https://mitosislabs.ai'],
  ['https://m.dev.mitosislabs.ai', 'https://dev.mitosislabs.ai'],
  ['http://localhost:8080', 'http://localhost:3000'],
  ['https://api.example.com', 'https://api.example.com'],
])('default: derives the dashboard of %s as %s, and back', (endpoint, dashboard) => {
  expect(dashboardEndpointFor(endpoint)).toBe(dashboard);
  expect(apiEndpointFor(dashboard)).toBe(endpoint);
  expect(apiEndpointFor(endpoint)).toBe(endpoint);
  expect(new Transport({ endpoint }).dashboardEndpoint).toBe(dashboard);
});

test.each([
  ['https://m.example.com', 'https://example.com'],
  ['https://M.Example.com', 'https://example.com'],
  ['https://m.example.com:8443', 'https://example.com:8443'],
  ['https://m.example.com.', 'https://example.com.'],
  ['https://m.m.com', 'https://m.com'],
  ['https://m.example.co.uk', 'https://example.co.uk'],
])('behavior: derives the dashboard of %s as %s', (endpoint, dashboard) => {
  expect(dashboardEndpointFor(endpoint)).toBe(dashboard);
});

test.each([
  'https://m.com',
  'https://m.com.',
  'https://m.com:8443',
  'https://m.ai',
  'https://m..com',
  'https://m.co.uk',
  'https://m.com.au',
  'https://m.localhost',
  'https://m.internal:8080',
  'https://m',
  'https://mm.example.com',
  'https://10.0.0.1',
  'https://[::1]',
])('behavior: uses %s as its own dashboard', (endpoint) => {
  expect(dashboardEndpointFor(endpoint)).toBe(endpoint);
  expect(apiEndpointFor(endpoint)).toBe(endpoint);
  expect(new Transport({ endpoint, apiKey: 'mi_example' }).dashboardEndpoint).toBe(endpoint);
});

test.each(['https://com', 'https://ai', 'https://example.com', 'https://mitosislabs.ai.example.com'])(
  'behavior: uses the dashboard %s as its own API',
  (dashboard) => {
    expect(apiEndpointFor(dashboard)).toBe(dashboard);
  },
);
