import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '../../packages/emulator/dist/index.js';
import { Keystore, MitosisClient } from '../../packages/sdk/dist/index.js';

/**
 * Starts an emulator with an office and an agent, and signs a user in to it.
 *
 * @param {string} home - The home folder of the user.
 */
export async function startUser(home) {
  await mkdir(home, { recursive: true });
  const emulator = await startEmulator({ readyAfterMs: 50 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id: officeId } = await client.offices.create({ name: 'acme', forceCreate: true });
  await client.employees.hire(officeId, { name: 'aria' });
  await client.close();
  await new Keystore({ basePath: join(home, '.os1') }).saveConfig({ endpoint, dashboardEndpoint, apiKey });
  return { endpoint, dashboardEndpoint, apiKey, officeId, close: () => emulator.close() };
}
