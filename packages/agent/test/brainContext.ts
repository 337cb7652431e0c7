import type { BrainContext } from '../src/brain/BrainContext.ts';

/** What a brain gets to know in a test, and the steps that it notes. */
export function brainContext(more: Partial<BrainContext> = {}): BrainContext & { steps: string[] } {
  const steps: string[] = [];
  return {
    agent: {
      name: 'aria',
      modelTier: 'sonnet',
      modelProvider: 'anthropic',
      status: { phase: 'ready', ready: true },
    },
    log: (message) => steps.push(message),
    signal: new AbortController().signal,
    history: async () => [],
    env: async () => ({}),
    steps,
    ...more,
  };
}

/** The whole of an answer. */
export async function wholeOf(answer: Promise<string> | AsyncIterable<string>): Promise<string> {
  if (!(Symbol.asyncIterator in answer)) return answer;
  let whole = '';
  for await (const piece of answer) whole += piece;
  return whole;
}
