import type { XMTPMessage } from '@mitosislabs/xmtp';
import { Command, Option } from 'clipanion';
import { AgentCommand } from '../command/AgentCommand.ts';
import { wholeNumber } from '../command/numbers.ts';

const DEFAULT_TIMEOUT_S = 120;

/** `mi chat` */
export class Chat extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Talk with an agent.',
    details: `At a terminal: type and press Enter; answers stream in above the line. Pasted text keeps its lines, the arrow keys
bring back what you sent, and /help shows the commands. /quit or Ctrl-D leaves. Ctrl-C stops waiting; pressed
twice it leaves with exit code 130.
In a pipe, every line is a message; the next one is sent after the answer. Answers to other users of the agent
are left out. With --json, every answer is a JSON object on its own line.`,
    examples: [
      ['Talk', 'mi chat 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria'],
      ['Two questions from a script', "printf 'Good morning\\nWhat is new?\\n' | mi chat aria"],
    ],
  });

  // The conversation is on the terminal.
  protected override showsProgress = false;
  timeout = Option.String('--timeout', {
    description: `how long an answer may take in a pipe, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const { stderr, signal } = this.context;
    const office = await this.officeId();
    if (stderr.isTTY) this.out.note(`connecting to ${this.agent} …`);
    const [{ ConnectionWatch }, { connect }, { openSession, sessionFailure }] = await Promise.all([
      import('../chat/ConnectionWatch.ts'),
      import('../client/connect.ts'),
      import('../chat/openSession.ts'),
    ]);
    const watch = new ConnectionWatch();
    const transport = connect(await this.settings(), [watch.middleware]);
    watch.onGap = () => this.out.note(`some messages of ${this.agent} are no longer available`);
    // Loaded in the background, while the session opens.
    if (this.isTerminal) import('../chat/TerminalChat.ts').catch(() => undefined);
    const session = await openSession(transport, office, this.agent, {
      signal,
      onAbsence: (why) => this.out.note(why),
      onGap: () => watch.onGap(),
    });
    try {
      if (this.isTerminal) {
        const { TerminalChat } = await import('../chat/TerminalChat.ts');
        await new TerminalChat(session, transport, watch, this.context).run();
      } else {
        const { relay } = await import('../chat/questions/relay.ts');
        const onAnswer = (message: XMTPMessage): void => {
          if (this.json) this.out.line(message);
          else this.out.text(message.content, message);
        };
        await relay(transport, session, this.context.stdin, { seconds, signal, onAnswer });
      }
    } catch (error) {
      throw await sessionFailure(error, transport, session, signal);
    } finally {
      await session.close();
    }
  }

  /** Whether there is a terminal that supports cursor movement. */
  private get isTerminal(): boolean {
    const { stdin, stdout, env } = this.context;
    return !this.json && stdin.isTTY === true && stdout.isTTY === true && env['TERM'] !== 'dumb';
  }
}
