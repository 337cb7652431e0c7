// A receiver of webhooks that acts for its caller: POST /deployed with the caller's own API key makes a task in the
// caller's office. verifyAuth() asks the platform who calls; the receiver has no key and keeps none.
// Run: MITOSIS_ENDPOINT=https://m.mitosislabs.ai npx tsx webhook-receiver.ts
// Try: curl -H "Authorization: Bearer $MITOSIS_API_KEY" -d '{"office": "…", "version": "1.2"}' http://127.0.0.1:3004/deployed
import { createServer, type IncomingMessage } from 'node:http';
import { InvalidArgumentError, MitosisClient, OS1Error } from '@mitosislabs/sdk';

const { MITOSIS_ENDPOINT: endpoint = 'https://m.mitosislabs.ai', PORT = '3004' } = process.env;

interface Result {
  status: number;
  task?: string;
}

async function handle(request: IncomingMessage): Promise<Result> {
  if (request.method !== 'POST' || request.url !== '/deployed') return { status: 404 };
  const apiKey = /^Bearer (mi_\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (apiKey === undefined) return { status: 401 };

  // Before anything of the body is read.
  const caller = new MitosisClient({ endpoint, apiKey, timeout: 10_000 });
  if (!(await caller.health())) return { status: 503 }; // verifyAuth() cannot tell a platform that is down from a wrong key
  const { ok } = await caller.verifyAuth();
  if (!ok) return { status: 401 };

  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > 10_000) return { status: 413 };
  }
  const { office, version } = parse(body);
  if (typeof office !== 'string' || typeof version !== 'string') return { status: 400 };

  // With the caller's key: in an office of someone else the platform refuses it.
  const { id } = await caller.tasks.create(
    office,
    { title: `Check version ${version}`, assigned_to: 'aria' },
    { idempotencyKey: `deployed-${version}` }, // senders of webhooks repeat themselves
  );
  return { status: 202, task: id };
}

function parse(body: string): { office?: unknown; version?: unknown } {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

const server = createServer(async (request, response) => {
  const result = await handle(request).catch((error: unknown): Result => {
    if (InvalidArgumentError.isInstance(error)) return { status: 400 };
    if (OS1Error.isInstance(error) && [403, 404].includes(error.status)) return { status: error.status };
    console.error(error);
    return { status: 502 };
  });
  response.writeHead(result.status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(result));
});
server.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : PORT}`);
});
process.once('SIGTERM', () => server.close());
