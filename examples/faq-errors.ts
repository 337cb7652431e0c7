// The questions that are asked most, as the errors that a program gets: 401 (not signed in), 403 (not your office) and
// 429 (hiring is capped at 3 agents in 10 minutes per office). For the last one, hire later, or queue tasks for an agent that is there.
import { AuthenticationError, MitosisClient, OS1Error, RateLimitError } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();

// 401 / not logged in: `mi login`, then try again. `mi whoami` shows who you are.
const { endpoint } = await mi.keystore.loadConfig();
const stranger = new MitosisClient({ endpoint: endpoint ?? 'https://m.mitosislabs.ai', apiKey: 'mi_wrong' });
try {
  await stranger.tasks.list('an-office');
} catch (error) {
  if (!AuthenticationError.isInstance(error)) throw error;
  console.log(error.status, error.hint);
}

// 403 / you do not own this office: you can act on your own ones only. A missing office is 404.
const [other = 'an-office'] = process.argv.slice(2);
try {
  await mi.offices.get(other);
} catch (error) {
  if (!OS1Error.isInstance(error)) throw error;
  console.log(error.status, error.code);
}

// 429 / too many agents at once. The error says when the next one may be hired.
const [office] = await mi.offices.list();
if (!office) throw new Error('You have no office: run `mi offices create -n acme`.');
try {
  for (const name of ['one', 'two', 'three', 'four']) {
    await mi.employees.hire(office.id, { name }, { maxRetries: 0 });
  }
} catch (error) {
  if (!RateLimitError.isInstance(error)) throw error;
  console.log(error.status, (error.retryAfterMs ?? 0) > 0);
  const task = await mi.tasks.create(office.id, { title: 'Audit Q1 revenue', assigned_to: 'aria' });
  console.log(`queued for ${task.assigned_to}`);
}
await mi.close();
await stranger.close();
