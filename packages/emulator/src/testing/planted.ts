import { vi } from 'vitest';
import type { runConformance } from '../conformance.ts';
import type { Emulator } from '../Emulator.ts';
import type { EmulatorOptions } from '../EmulatorOptions.ts';

/** Assumptions that make a run quick: short lists, small bodies, comments soon. */
const QUICK = {
  PAGE: { usual: 5, most: 30 },
  MESSAGES: { usual: 4, most: 20 },
  LOG_LINES: 25,
  STREAM_COMMENT_MS: 1_500,
  SMALLEST_COMPUTE_CHARGE: 0.0001,
  BODY: { jsonBytes: 16_384, depth: 64, fileBytes: 1_048_576 },
};

/** Changes of assumptions, by name. */
export type Changes = Readonly<Record<string, unknown>>;

/** Imports a module under quick assumptions with some changes. */
async function under<T>(changes: Changes, load: () => Promise<T>): Promise<T> {
  vi.resetModules();
  vi.doMock('../assumptions.ts', async (original) => ({
    ...(await original<object>()),
    ...QUICK,
    ...changes,
  }));
  try {
    return await load();
  } finally {
    vi.doUnmock('../assumptions.ts');
  }
}

/** Loads the conformance check with quick assumptions. Call it after {@link startPlanted}: each of them resets the modules. */
export async function quickConformance(): Promise<typeof runConformance> {
  return (await under({}, () => import('../conformance.ts'))).runConformance;
}

/** Starts an emulator with quick assumptions, of which some are changed, and creates an office in it. */
export async function startPlanted(
  changes: Changes = {},
  options: EmulatorOptions = {},
): Promise<{ emulator: Emulator; office: string }> {
  const { startEmulator } = await under(changes, () => import('../startEmulator.ts'));
  const emulator = await startEmulator({ brain: 'none', readyAfterMs: 5, ...options });
  const response = await fetch(`${emulator.endpoint}/api/v1/offices`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${emulator.apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'scratch' }),
  });
  const { id } = (await response.json()) as { id: string };
  // An emulator loads a part of itself with the first request that needs it: it must be the part with these assumptions.
  const headers = { Authorization: `Bearer ${emulator.apiKey}` };
  await fetch(`${emulator.endpoint}/api/v1/offices/${id}/files/none`, { headers });
  for (const url of [emulator.endpoint, emulator.dashboardEndpoint]) await fetch(`${url}/none`, { headers });
  return { emulator, office: id };
}
