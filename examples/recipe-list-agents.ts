// Lists every agent in every office.
import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
for (const office of await mi.offices.list()) {
  const agents = await mi.employees.list(office.id);
  console.log(`[${office.name}] ${agents.length} agents`);
  for (const agent of agents) console.log(` - ${agent.name} (${agent.status.phase})`);
}
await mi.close();
