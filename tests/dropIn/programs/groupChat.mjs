import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
await mi.xmtpApi.send(officeId, { agent_id: 'aria', content: 'hello' });
console.log((await mi.xmtpApi.listConversations(officeId)).map((c) => c.peer));
const group = await mi.xmtpApi.createGroup(officeId, { name: 'team', members: ['aria'] });
console.log(group.name, group.members);
await mi.xmtpApi.sendGroupMessage(officeId, group.id, { agent_id: 'admin-sdk', content: 'hello, team' });
const messages = await mi.xmtpApi.getGroupMessages(officeId, group.id, { limit: 10 });
console.log(messages[0].content);
await mi.xmtpApi.renameGroup(officeId, group.id, 'crew');
await mi.xmtpApi.removeMember(officeId, group.id, 'aria');
console.log((await mi.xmtpApi.listGroups(officeId)).map((g) => g.name));
await mi.close();

// Prints:
// [ 'aria' ]
// team [ 'aria' ]
// hello, team
// [ 'crew' ]
