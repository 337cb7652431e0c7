// Asks an agent with OpenAI's own client. First, in another terminal: mi serve --openai
// The environment has the server's address and its key; the arguments are office/agent and the question.
import OpenAI from 'openai';

const { SERVE_URL = 'http://127.0.0.1:7373', MITOSIS_SERVE_KEY = '' } = process.env;
const [model = 'acme/aria', question = 'What is new?'] = process.argv.slice(2);

const openai = new OpenAI({ baseURL: `${SERVE_URL}/v1`, apiKey: MITOSIS_SERVE_KEY });
for await (const { id } of openai.models.list()) console.log(`there is ${id}`);

const stream = await openai.chat.completions.create({
  model,
  messages: [{ role: 'user', content: question }],
  stream: true,
});
for await (const { choices } of stream) process.stdout.write(choices[0]?.delta.content ?? '');
process.stdout.write('\n');
