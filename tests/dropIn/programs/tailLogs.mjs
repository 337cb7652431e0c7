import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
let lastSeen = '';
let written = 0;
const timer = setInterval(async () => {
  const { logs } = await mi.employees.logs(officeId, 'aria', { tail: 200 });
  if (logs !== lastSeen) {
    written += logs.slice(lastSeen.length).length;
    lastSeen = logs;
    clearInterval(timer);
    console.log(written > 0);
    await mi.close();
  }
}, 50);

// Prints:
// true
