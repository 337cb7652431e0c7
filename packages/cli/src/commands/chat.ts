import { Command, Option } from 'clipanion';
import { converse } from '../chat/converse.ts';
import { openSession } from '../chat/openSession.ts';
import { relay } from '../chat/relay.ts';
import { AgentCommand } from '../command/AgentCommand.ts';
import { wholeNumber } from '../command/numbers.ts';

const DEFAULT_TIMEOUT_S = 120;

/** `mi chat` */
export class Chat extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Talk with an agent.',
    details: `At a terminal: type and press Enter; answers come in between. /quit or Ctrl-D leaves, Ctrl-C leaves with 130.
In a pipe, every line is a message, and the next one waits for the answer. With --json every answer is a
JSON object on a line of its own.`,
    examples: [
      ['Talk', 'mi chat 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria'],
      ['Two questions from a script', "printf 'Good morning\\nWhat is new?\\n' | mi chat aria"],
    ],
  });

  timeout = Option.String('--timeout', {
    description: `how long an answer may take in a pipe, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const { stdin, stderr, signal } = this.context;
    const office = await this.officeId();
    if (stderr.isTTY) this.out.note(`connecting to ${this.agent} …`);
    const session = await openSession(await this.transport(), office, this.agent, signal);
    try {
      if (!stdin.isTTY || this.json) return await relay(session, this.context, this.out, seconds);
      const { capabilities } = session;
      this.out.note(
        `talking with ${this.agent}${capabilities.length > 0 ? ` (${capabilities.join(', ')})` : ''}; /quit leaves`,
      );
      await converse(session, this.context);
    } finally {
      await session.close();
    }
  }
}
