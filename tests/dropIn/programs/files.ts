import { type FileChangesResponse, MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env['OFFICE']!;
await mi.files.upload(officeId, 'report.md', Buffer.from('# Report\n'));
const list = await mi.files.list(officeId);
console.log(list.map((f) => `${f.name} ${f.size}`));
const resp: Response = await mi.files.download(officeId, 'report.md');
console.log(resp.status, JSON.stringify(await resp.text()));
const changes: FileChangesResponse = await mi.files.changes(officeId, 0);
console.log(
  changes.events.map((e) => `${e.type} ${e.name}`),
  typeof changes.serverTime,
);
await mi.files.setPermissions(officeId, 'report.md', { agent_name: 'aria', access: 'read' });
console.log(await mi.files.getPermissions(officeId, 'report.md'));
await mi.files.delete(officeId, 'report.md');
console.log(await mi.files.list(officeId));
await mi.close();

// Prints:
// [ 'report.md 9' ]
// 200 "# Report\n"
// [ 'upload report.md' ] number
// [ { agent_name: 'aria', access: 'read' } ]
// []
