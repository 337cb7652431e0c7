// Suspends offices whose credits run low, before agents use the rest up. Run it from cron, say each five minutes.
// Run: npx tsx budget-guard.ts 100 [--dry-run], with the account as for `mi`. Bring an office back with offices.resume().
import { MitosisClient } from '@mitosislabs/sdk';

const floor = Number(process.argv[2]);
const isDryRun = process.argv.includes('--dry-run');
if (!(floor >= 0)) throw new Error('Usage: budget-guard.ts <lowest balance> [--dry-run]');

const mi = await MitosisClient.fromConfig();
let low = 0;
for (const office of await mi.offices.list()) {
  const { balance } = await mi.credits.balance(office.id);
  const { total_credits: used } = await mi.credits.llmUsageSummary(office.id);
  const isLow = balance < floor;
  console.log(`${office.name}: ${balance} credits left, ${used} used by models${isLow ? ': LOW' : ''}`);
  if (!isLow) continue;
  low++;
  // Nothing is lost: agents finish their current work, and go on when the office is resumed.
  if (!isDryRun) await mi.offices.suspend(office.id);
}
await mi.close();
// For the mail of cron, or a monitor.
process.exitCode = low > 0 ? 1 : 0;
