// Follows the log of an agent: each new line once, until Ctrl-C or for as many seconds as the first argument says.
import { MitosisClient } from '@mitosislabs/sdk';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const [seconds] = process.argv.slice(2);
const timer = seconds === undefined ? undefined : setTimeout(() => stop.abort(), Number(seconds) * 1_000);

const mi = await MitosisClient.fromConfig();
const [office] = await mi.offices.list();
if (!office) throw new Error('You have no office: run `mi offices create -n acme`.');
try {
  for await (const line of mi.employees.followLogs(office.id, 'aria', { signal: stop.signal })) {
    console.log(line);
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
}
clearTimeout(timer);
await mi.close();
