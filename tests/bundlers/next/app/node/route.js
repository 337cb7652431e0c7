// A route handler on Node, with the files of the machine.
import { generateKeyPair, MitosisClient } from '@mitosislabs/sdk';

export const dynamic = 'force-dynamic';

export async function GET() {
  const mi = await MitosisClient.fromConfig();
  const office = await mi.offices.create({ name: 'next', forceCreate: true });
  const { publicKey, privateKey } = generateKeyPair();
  await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
  const aria = mi.as({ agentId: 'aria', signingKey: privateKey });
  const hasKeychain = await mi.keystore.hasKeychain();
  return Response.json({ signed: (await aria.verifyAuth()).ok, hasKeychain });
}
