// A route handler of Next.js: app/api/ask/route.ts. POST a question as text; the answer streams back as text.
// .env.local: MITOSIS_API_KEY, MITOSIS_ENDPOINT=https://m.mitosislabs.ai, MITOSIS_OFFICE
// In a component: const answer = await fetch('/api/ask', { method: 'POST', body: 'What is new?' });
import { MitosisClient } from '@mitosislabs/sdk';
import { ask } from '@mitosislabs/xmtp/ask';

/** Answers are never cached, and `edge` works as well as `nodejs`. */
export const dynamic = 'force-dynamic';

export async function POST(request: Request): Promise<Response> {
  const question = (await request.text()).trim();
  if (question === '' || question.length > 10_000) return new Response('Ask a question.', { status: 400 });

  const { MITOSIS_API_KEY, MITOSIS_ENDPOINT = 'https://m.mitosislabs.ai', MITOSIS_OFFICE = '' } = process.env;
  const mi = new MitosisClient({ endpoint: MITOSIS_ENDPOINT, apiKey: MITOSIS_API_KEY });
  const session = await mi.xmtp.openSession(MITOSIS_OFFICE, 'aria', { streaming: true });

  const encoder = new TextEncoder();
  const answer = new ReadableStream<Uint8Array>({
    async start(controller) {
      let written = 0;
      const write = (text: string): void => {
        if (text.length > written) controller.enqueue(encoder.encode(text.slice(written)));
        written = Math.max(written, text.length);
      };
      try {
        const options = { signal: request.signal, timeoutMs: 60_000, onPartial: write };
        write((await ask(mi.transport, session, question, options)).content);
        controller.close();
      } catch (error) {
        // The status was sent already: the visitor sees a broken response.
        controller.error(error);
      } finally {
        await mi.close();
      }
    },
  });
  return new Response(answer, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
