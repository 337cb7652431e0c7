import { type ModelBrainOptions, modelBrain, type OfficeToolName, officeTools } from '@mitosislabs/agent';
import { until, world } from './agents.ts';

/** The next output of a model: a text, or calls of tools. */
export type Step = string | { name: OfficeToolName | string; input?: object }[];

/** A brain with office tools on a scripted model; `results` has what the tools gave. */
export function scripted(
  allow: OfficeToolName[],
  script: (round: number, results: readonly string[]) => Step | Promise<Step>,
  options: ModelBrainOptions = {},
) {
  const results: string[] = [];
  let round = 0;
  const brain = modelBrain(
    async function* ({ messages }) {
      const seen = messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
      results.splice(0, results.length, ...seen);
      const step = await script(round++, results);
      if (typeof step === 'string') yield { type: 'text', text: step };
      else {
        for (const [index, { name, input = {} }] of step.entries()) {
          yield { type: 'call', call: { id: `${round}-${index}`, name, input: JSON.stringify(input) } };
        }
      }
    },
    { tools: officeTools({ allow }), ...options },
  );
  return { brain, results, rounds: () => round };
}

/** Plays a list of steps, one each time. */
export const steps =
  (...list: Step[]) =>
  (round: number): Step =>
    list[round] ?? 'Done.';

/** Waits for the end of a task. */
export const ended = (id: string, task: string) =>
  until(
    () => world.owner.tasks.get(id, task),
    ({ status }) => status === 'completed' || status === 'failed',
  );

/** Gives an agent a task. Returns its id. */
export async function give(id: string, title: string, assigned_to = 'aria'): Promise<string> {
  return (await world.owner.tasks.create(id, { title, assigned_to })).id;
}
