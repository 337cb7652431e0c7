const { setTimeout: sleep } = require('node:timers/promises');

async function main() {
  const { MitosisClient } = await import('@mitosislabs/sdk');
  const mi = await MitosisClient.fromConfig();
  for (const office of await mi.offices.list()) {
    let agents = await mi.employees.list(office.id);
    while (!agents.every((a) => a.status.ready)) {
      await sleep(50);
      agents = await mi.employees.list(office.id);
    }
    console.log(`[${office.name}] ${agents.length} agents`);
    for (const a of agents) console.log(`  - ${a.name} (${a.status.phase})`);
  }
  await mi.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

// Prints:
// [acme] 1 agents
//   - aria (ready)
