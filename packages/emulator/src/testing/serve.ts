import { startEmulator } from '../startEmulator.ts';

// Serves a data folder until the process ends, and tells on the first line how to reach it.
const emulator = await startEmulator({ data: process.argv[2] ?? '', brain: 'none' });
const headers = { Authorization: `Bearer ${emulator.apiKey}`, 'Content-Type': 'application/json' };
const response = await fetch(`${emulator.dashboardEndpoint}/api/offices`, {
  method: 'POST',
  headers,
  body: JSON.stringify({ name: 'acme' }),
});
const { id } = (await response.json()) as { id: string };
process.stdout.write(
  `${JSON.stringify({ endpoint: emulator.endpoint, apiKey: emulator.apiKey, officeId: id })}\n`,
);
