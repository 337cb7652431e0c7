import { Transport } from '@mitosislabs/transport';
import type { BrainContext } from '../src/brain/BrainContext.ts';
import type { BrainMemory } from '../src/brain/BrainMemory.ts';

/** A context for a brain in tests, with the steps that the brain logs. */
export function brainContext(more: Partial<BrainContext> = {}): BrainContext & { steps: string[] } {
  const steps: string[] = [];
  return {
    agent: {
      name: 'aria',
      modelTier: 'sonnet',
      modelProvider: 'anthropic',
      status: { phase: 'ready', ready: true },
    },
    officeId: 'office',
    transport: new Transport({ endpoint: 'http://127.0.0.1:9', apiKey: 'mi_unused' }),
    workId: 'work',
    conversationId: undefined,
    memory: brainMemory(),
    handOn: undefined,
    log: (message) => steps.push(message),
    sleep: async () => undefined,
    signal: new AbortController().signal,
    history: async () => [],
    env: async () => ({}),
    steps,
    ...more,
  };
}

/** A memory for a brain in tests. */
export function brainMemory(texts: Map<string, string> = new Map()): BrainMemory {
  return {
    get: (key) => texts.get(key),
    async set(key, text) {
      if (text === undefined) texts.delete(key);
      else texts.set(key, text);
    },
  };
}

/** The complete text of an answer. */
export async function wholeOf(answer: Promise<string> | AsyncIterable<string>): Promise<string> {
  if (!(Symbol.asyncIterator in answer)) return answer;
  let whole = '';
  for await (const piece of answer) whole += piece;
  return whole;
}
