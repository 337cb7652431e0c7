import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
const before = await mi.credits.balance(officeId);
const after = await mi.credits.add(officeId, { amount: 100, reason: 'topup' });
console.log(after.balance - before.balance);
const history = await mi.credits.history(officeId, { limit: 1 });
console.log(history.length, history[0].amount, history[0].reason);
console.log(typeof (await mi.credits.usageSummary(officeId)).total_credits);
console.log(typeof (await mi.credits.llmUsageSummary(officeId)).total_tokens);
const quota = await mi.credits.setQuota(officeId, { tier: 'large' });
console.log(quota.tier);
await mi.close();

// Prints:
// 100
// 1 100 topup
// number
// number
// large
