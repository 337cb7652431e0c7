// Streams the answer of an agent with the AI SDK. The first argument is the agent, as office/agent; the second is the question.
// The account is that of the environment: MITOSIS_API_KEY, and MITOSIS_ENDPOINT.
import { mitosis } from '@mitosislabs/ai-sdk';
import { streamText } from 'ai';

const [agent = 'acme/aria', prompt = 'What is new?'] = process.argv.slice(2);
const { textStream } = streamText({ model: mitosis(agent), prompt });
for await (const piece of textStream) process.stdout.write(piece);
console.log();
