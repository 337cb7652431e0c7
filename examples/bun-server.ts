// A file server on Bun for the drive of an office: PUT /report.md uploads, GET /report.md downloads, GET / lists. Files
// stream through it in both directions.
// Run: bun run bun-server.ts, with MITOSIS_API_KEY, MITOSIS_ENDPOINT and MITOSIS_OFFICE.
import { InvalidArgumentError, MitosisClient, OS1Error } from '@mitosislabs/sdk';

const { MITOSIS_API_KEY, MITOSIS_ENDPOINT = 'https://m.mitosislabs.ai', MITOSIS_OFFICE = '' } = process.env;
if (MITOSIS_OFFICE === '') {
  console.error('Set MITOSIS_OFFICE to the id of an office. `mi offices list` shows yours.');
  process.exit(1);
}
const mi = new MitosisClient({ endpoint: MITOSIS_ENDPOINT, apiKey: MITOSIS_API_KEY });

async function handle(request: Request): Promise<Response> {
  const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
  if (request.method === 'PUT' && name !== '' && request.body) {
    await mi.files.upload(MITOSIS_OFFICE, name, request.body);
    return new Response(null, { status: 201 });
  }
  if (request.method !== 'GET') return new Response('GET or PUT.', { status: 405 });
  if (name === '') return Response.json(await mi.files.list(MITOSIS_OFFICE));
  const { body } = await mi.files.download(MITOSIS_OFFICE, name, { signal: request.signal });
  // Not its own type: a file that an agent wrote must not run as a page.
  return new Response(body, {
    headers: { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' },
  });
}

// This is what Bun serves.
export default {
  port: Number(process.env['PORT'] ?? 3002),
  hostname: '127.0.0.1',
  async fetch(request: Request): Promise<Response> {
    try {
      return await handle(request);
    } catch (error) {
      if (InvalidArgumentError.isInstance(error)) return new Response(error.message, { status: 400 });
      if (!OS1Error.isInstance(error)) throw error;
      return new Response(error.code, { status: error.status === 404 ? 404 : 502 });
    }
  },
};
