import type { BrainContext } from '../src/brain/BrainContext.ts';

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
    log: (message) => steps.push(message),
    signal: new AbortController().signal,
    history: async () => [],
    env: async () => ({}),
    steps,
    ...more,
  };
}

/** The complete text of an answer. */
export async function wholeOf(answer: Promise<string> | AsyncIterable<string>): Promise<string> {
  if (!(Symbol.asyncIterator in answer)) return answer;
  let whole = '';
  for await (const piece of answer) whole += piece;
  return whole;
}
