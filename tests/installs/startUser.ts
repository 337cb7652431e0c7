import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { Keystore, MitosisClient } from '@mitosislabs/sdk';

/** A user who is signed in to an emulator with an office and an agent. */
export interface SignedInUser {
  readonly endpoint: string;
  readonly dashboardEndpoint: string;
  readonly apiKey: string;
  readonly officeId: string;
  close(): Promise<void>;
}

/** Starts an emulator with an office and an agent, and signs a user in to it, with that home folder. */
export async function startUser(home: string): Promise<SignedInUser> {
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
