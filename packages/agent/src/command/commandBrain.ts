import { assertOptions, InvalidArgumentError, type OptionNames } from '@mitosislabs/auth/errors';
import type { Brain } from '../brain/Brain.ts';
import type { BrainContext } from '../brain/BrainContext.ts';
import { Pieces } from '../brain/Pieces.ts';
import { type CommandOptions, Program } from './Program.ts';

const commandOptions: OptionNames<CommandOptions> = {
  command: true,
  args: true,
  cwd: true,
  env: true,
  capabilities: true,
  timeoutMs: true,
  onStderr: true,
};

/**
 * A brain that is a program. It gets one line of JSON for each question on its standard input, and answers with lines of
 * JSON on its standard output, in any order:
 *
 * - in: `{"id": "1", "type": "message", "agent": "aria", "content": "Good morning"}`, or
 *   `{"id": "2", "type": "task", "agent": "aria", "task": {"title": "…", …}}`
 * - in: `{"id": "1", "type": "cancel"}`: the answer is no longer needed
 * - out: `{"id": "1", "write": "Good "}`: a piece of the answer
 * - out: `{"id": "1", "log": "read the file"}`: a step
 * - out: `{"id": "1", "answer": "Good morning"}`: the whole answer, or the rest of it after pieces; `""` when they are all
 * - out: `{"id": "1", "error": "no idea"}`
 *
 * Any other line is ignored. A line has up to 1 Mi characters, an answer up to 4 Mi in any number of pieces;
 * a longer answer is an error. The first question starts the program. If the program ends, its open questions
 * fail, and the next question starts it again, with a longer wait each time that it ends without an answer. A
 * program that writes nothing for `timeoutMs` while a question is open is ended. Its child processes end with
 * it. For Node.
 *
 * @param options - The program.
 * @returns a brain; its `close` ends the program.
 * @throws {@link InvalidArgumentError} when there is no command.
 *
 * @example
 * ```ts
 * import { defineAgent } from '@mitosislabs/agent';
 * import { commandBrain } from '@mitosislabs/agent/command';
 *
 * const agent = defineAgent({ brain: commandBrain({ command: 'python3', args: ['brain.py'] }) });
 * ```
 */
export function commandBrain(options: CommandOptions): Required<Brain> {
  assertOptions('options', options, commandOptions);
  if (typeof options.command !== 'string' || options.command === '') {
    throw new InvalidArgumentError('command', 'must be the name of a program');
  }
  const program = new Program(options);
  const ask = (question: object, { agent, log, signal }: BrainContext): Pieces => {
    const pieces = new Pieces();
    program.ask({ ...question, agent: agent.name }, pieces, log, signal);
    return pieces;
  };
  return {
    capabilities: options.capabilities ?? ['chat', 'tasks'],
    answer: (content, context) => ask({ type: 'message', content }, context),
    async work(task, context) {
      let result = '';
      for await (const piece of ask({ type: 'task', task }, context)) result += piece;
      return result;
    },
    close: () => program.close(),
  };
}
