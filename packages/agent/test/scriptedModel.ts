import type { Model, ModelRequest } from '../src/brain/Model.ts';

/** A call in a script: its input as a value, or as the text that the model wrote. */
interface ScriptedCall {
  readonly name: string;
  readonly input?: unknown;
  readonly raw?: string;
  readonly id?: string;
}

/** An answer of a scripted model: a text, texts and calls, or an error. */
export type Answer = string | readonly (string | ScriptedCall)[] | Error;

/** A model that gives these answers, one after the other, and records the requests. */
export function scriptedModel(answers: readonly Answer[]): { ask: Model; requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  const ask: Model = async function* (request) {
    const answer = answers[requests.length];
    requests.push({ ...request, messages: [...request.messages] });
    if (answer === undefined) throw new Error('The script has no more answers.');
    if (answer instanceof Error) throw answer;
    for (const [index, part] of [answer].flat().entries()) {
      if (typeof part === 'string') yield { type: 'text', text: part };
      else {
        const {
          id = `id-${requests.length}-${index}`,
          name,
          input = {},
          raw = JSON.stringify(input),
        } = part as ScriptedCall;
        yield { type: 'call', call: { id, name, input: raw } };
      }
    }
  };
  return { ask, requests };
}
