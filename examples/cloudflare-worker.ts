// A Cloudflare Worker that gives work to agents: POST /tasks with a title, then GET /tasks/<id> until it is done.
// It needs no `nodejs_compat`. wrangler.toml: name, main = "cloudflare-worker.ts", and [vars] MITOSIS_ENDPOINT, OFFICE.
// Secrets: wrangler secret put MITOSIS_API_KEY, wrangler secret put CALLER_TOKEN. Run: npx wrangler dev
import { MitosisClient, OS1Error } from '@mitosislabs/sdk';

interface Env {
  MITOSIS_ENDPOINT: string;
  MITOSIS_API_KEY: string;
  OFFICE: string;
  /** Callers send it as `Authorization: Bearer …`. */
  CALLER_TOKEN: string;
}

async function handle(request: Request, env: Env): Promise<Response> {
  if (request.headers.get('authorization') !== `Bearer ${env.CALLER_TOKEN}`) {
    return Response.json({ error: 'Not signed in.' }, { status: 401 });
  }
  const mi = new MitosisClient({
    endpoint: env.MITOSIS_ENDPOINT,
    apiKey: env.MITOSIS_API_KEY,
    timeout: 20_000, // below the limit of the platform that runs this
  });
  const [, tasks, id] = new URL(request.url).pathname.split('/');
  if (tasks === 'tasks' && request.method === 'POST' && id === undefined) {
    const title = (await request.text()).trim();
    if (title === '') return Response.json({ error: 'Send the title as the body.' }, { status: 400 });
    const task = await mi.tasks.create(env.OFFICE, { title, assigned_to: 'aria' });
    return Response.json({ id: task.id }, { status: 202, headers: { location: `/tasks/${task.id}` } });
  }
  if (tasks === 'tasks' && request.method === 'GET' && id) {
    const { status, result, error } = await mi.tasks.get(env.OFFICE, id);
    return Response.json({ status, result, error });
  }
  return Response.json({ error: 'No such route.' }, { status: 404 });
}

// This is how a Worker is found.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await handle(request, env);
    } catch (error) {
      if (!OS1Error.isInstance(error)) throw error;
      const status = error.status === 404 ? 404 : 502;
      return Response.json({ error: error.code }, { status });
    }
  },
};
