import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';

/** The home folder of a user of the reference client, who is signed in and has one office with one agent, `aria`. */
export interface Home extends AsyncDisposable {
  path: string;
  office: string;
  /** The variables that the programs read. */
  env: Record<string, string>;
}

/** Makes a user, an office, an agent and a home folder, with the files that the reference client writes. */
export async function setUp(emulator: Emulator): Promise<Home> {
  const { endpoint, dashboardEndpoint, jwtSecret } = emulator;
  const path = await mkdtemp(join(tmpdir(), 'mitosis-drop-in-'));
  const user = emulator.createUser(`user-${path.slice(-6).toLowerCase()}@example.com`);
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey: user.apiKey });
  const { id: office } = await client.offices.create({ name: 'acme' });
  await client.employees.hire(office, { name: 'aria' });
  await client.close();
  const root = join(path, '.os1');
  await mkdir(join(root, 'keys', office), { recursive: true, mode: 0o700 });
  const config = { endpoint, dashboardEndpoint, apiKey: user.apiKey, email: user.email };
  await writeFile(join(root, 'config.json'), JSON.stringify(config, null, 2), { mode: 0o600 });
  await writeFile(join(root, 'keys', office, 'aria.key'), emulator.agentKey(office, 'aria'), { mode: 0o600 });
  return {
    path,
    office,
    env: {
      ENDPOINT: endpoint,
      API_KEY: user.apiKey,
      JWT_SECRET: jwtSecret,
      OFFICE: office,
      USER_ID: user.id,
      // The programs run from their source; a stack trace of tsx would only be in the way.
      NODE_NO_WARNINGS: '1',
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
