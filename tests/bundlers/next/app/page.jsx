// A page that is rendered on a server.
import { MitosisClient } from '@mitosislabs/sdk';

export const dynamic = 'force-dynamic';

export default async function Page() {
  const mi = await MitosisClient.fromConfig();
  const offices = await mi.offices.list();
  return <output>{`page: ${offices.length} offices`}</output>;
}
