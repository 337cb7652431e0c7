// A server on Deno that streams an answer to a page as events: new EventSource('/ask?q=What+is+new').
// Run: deno serve --allow-net --allow-env deno-server.ts, with MITOSIS_API_KEY, MITOSIS_ENDPOINT and MITOSIS_OFFICE.
import process from 'node:process';
import { MitosisClient } from '@mitosislabs/sdk';
import { ask } from '@mitosislabs/xmtp/ask';

const { MITOSIS_API_KEY, MITOSIS_ENDPOINT = 'https://m.mitosislabs.ai', MITOSIS_OFFICE = '' } = process.env;
if (MITOSIS_OFFICE === '') {
  console.error('Set MITOSIS_OFFICE to the id of an office. `mi offices list` shows yours.');
  process.exit(1);
}
const mi = new MitosisClient({ endpoint: MITOSIS_ENDPOINT, apiKey: MITOSIS_API_KEY });

/** One event. JSON has no line feeds, so it stays on one line. */
const event = (name: string, data: unknown): Uint8Array =>
  new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);

// This is what `deno serve` runs.
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const question = searchParams.get('q')?.trim();
    if (pathname !== '/ask' || !question) return new Response('Try /ask?q=…', { status: 404 });

    const session = await mi.xmtp.openSession(MITOSIS_OFFICE, 'aria', { streaming: true });
    const events = new ReadableStream<Uint8Array>({
      async start(controller) {
        try {
          const { content } = await ask(mi.transport, session, question, {
            signal: request.signal,
            onPartial: (text, step) => controller.enqueue(event('partial', { text, step })),
          });
          controller.enqueue(event('answer', { text: content }));
        } catch (error) {
          console.error(error);
          if (!request.signal.aborted) controller.enqueue(event('failed', {}));
        }
        controller.close();
      },
    });
    return new Response(events, { headers: { 'content-type': 'text/event-stream' } });
  },
};
