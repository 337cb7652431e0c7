// A route handler at the edge, with a client that is made when the module is loaded.
import { generateKeyPair, MitosisClient } from '@mitosislabs/sdk';

export const runtime = 'edge';
export const dynamic = 'force-dynamic';

const mi = new MitosisClient({
  endpoint: process.env.MITOSIS_ENDPOINT,
  dashboardEndpoint: process.env.MITOSIS_DASHBOARD_ENDPOINT,
  apiKey: process.env.MITOSIS_API_KEY,
});

export async function GET() {
  const { publicKey, privateKey } = generateKeyPair();
  const office = await mi.offices.create({ name: 'edge', forceCreate: true });
  await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
  const aria = mi.as({ agentId: 'aria', signingKey: privateKey });
  return Response.json({ signed: (await aria.verifyAuth()).ok });
}
