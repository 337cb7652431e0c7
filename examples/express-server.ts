// An endpoint with Express: POST /ask {"question": "…"} returns {"answer": "…"}. The key stays on the server.
// Run: MITOSIS_OFFICE=<office id> npx tsx express-server.ts
// The account is that of `mi login`, or of MITOSIS_API_KEY and MITOSIS_ENDPOINT.
import { MitosisClient, SessionError } from '@mitosislabs/sdk';
import { ask } from '@mitosislabs/xmtp/ask';
import express, { type ErrorRequestHandler } from 'express';

const { MITOSIS_OFFICE: office = '', AGENT: agent = 'aria', PORT = '3001' } = process.env;
if (office === '') {
  console.error('Set MITOSIS_OFFICE to the id of an office. `mi offices list` shows yours.');
  process.exit(1);
}
const mi = await MitosisClient.fromConfig();
const session = await mi.xmtp.openSession(office, agent, { streaming: true });

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '64kb' }));

// Check your own user's session before this: each question costs credits.
app.post('/ask', async (request, response) => {
  const question: unknown = request.body?.question;
  if (typeof question !== 'string' || question.trim() === '') {
    response.status(400).json({ error: '`question` must be a text.' });
    return;
  }
  // A visitor who leaves ends the wait.
  const left = new AbortController();
  response.on('close', () => left.abort());
  const { content } = await ask(mi.transport, session, question, { timeoutMs: 60_000, signal: left.signal });
  response.json({ answer: content });
});

// The details are for the log, not for the visitor.
const onError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent || response.closed) return next(error);
  const isLate = SessionError.isInstance(error) && error.code === 'answer_timeout';
  const status = isLate ? 504 : (error?.expose === true && error.status) || 502;
  if (status >= 500) console.error(error);
  response.status(status).json({ error: isLate ? 'No answer in time.' : 'The question failed.' });
};
app.use(onError);

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : PORT}`);
});
process.once('SIGTERM', () => server.close(() => mi.close()));
