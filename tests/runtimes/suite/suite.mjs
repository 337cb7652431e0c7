// The same checks on every runtime: Node, Bun, Deno, workerd and a browser. Nothing of any one of them is used here, and
// no test framework: what a case throws is how it failed.
import { MitosisClient } from '@mitosislabs/sdk';
import { Transport } from '@mitosislabs/transport';
import { apiCases } from './api.mjs';
import { authCases } from './auth.mjs';
import { describe, withinTime } from './checks.mjs';
import { stackCases } from './stacks.mjs';
import { transportCases } from './transport.mjs';
import { xmtpCases } from './xmtp.mjs';

const cases = { ...authCases, ...transportCases, ...apiCases, ...xmtpCases, ...stackCases };

/**
 * Runs every case, one after the other.
 *
 * @param settings - `endpoint`, `dashboardEndpoint`, `apiKey`, `jwtSecret` and `userId` of an emulator, `probe`: the URL
 * of a server that misbehaves (startProbe.ts), and `hasFiles`: whether the runtime has a machine's files.
 * @returns for each case `name`, `ok`, and the `error` as text.
 */
export async function suite(settings) {
  const { endpoint, dashboardEndpoint, apiKey } = settings;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' });
  const probe = new Transport({ endpoint: settings.probe, apiKey });
  const office = await mi.offices.create({ name: 'runtimes', forceCreate: true });
  await mi.employees.hire(office.id, { name: 'echo' });
  const results = [];
  for (const [name, check] of Object.entries(cases)) {
    try {
      await withinTime(check({ settings, mi, probe, office }));
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, error: describe(error) });
    }
  }
  await mi.close();
  return results;
}
