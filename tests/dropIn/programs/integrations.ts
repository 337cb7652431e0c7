import { MitosisClient, type ModelInfo } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env['OFFICE']!;
const models: ModelInfo[] = await mi.integrations.listProviderModels(officeId);
console.log(models.length > 0, typeof models[0].model_id);
await mi.integrations.ensureSecret(officeId, 'github', 'ghp_example');
await mi.integrations.toggleAgent(officeId, 'github', 'aria', true);
await mi.integrations.deleteSecret(officeId, 'github');
await mi.env.set(officeId, { REGION: 'eu', STAGE: 'test' });
console.log(await mi.env.values(officeId));
console.log((await mi.env.list(officeId)).map((v) => v.key).sort());
await mi.env.delete(officeId, 'STAGE');
console.log(await mi.env.values(officeId));
const delegate = await mi.delegates.create(officeId, 'aria', { permissions: ['tasks'] });
console.log(delegate.agent_id, delegate.permissions);
await mi.close();

// Prints:
// true string
// { REGION: 'eu', STAGE: 'test' }
// [ 'REGION', 'STAGE' ]
// { REGION: 'eu' }
// aria [ 'tasks' ]
