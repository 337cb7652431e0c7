import { SDK_USER } from '@mitosislabs/auth/authenticators';
import type { Transport } from '@mitosislabs/transport';
import { Command, Option } from 'clipanion';
import { AgentCommand } from '../command/AgentCommand.ts';
import { wholeNumber } from '../command/numbers.ts';
import { UsageError } from '../errors/UsageError.ts';
import { readInput } from '../prompt/readInput.ts';

const DEFAULT_TIMEOUT_S = 120;

/** `mi send` */
export class Send extends AgentCommand {
  static override usage = Command.Usage({
    description: 'Send an agent one message.',
    details: `--wait waits for the answer and prints it; a terminal shows it while it streams.
If others ask the same agent at the same time, mi finds the answer to your question: a streamed answer names its
question, and other answers come in the order of the questions.`,
    examples: [
      ['Send it', 'mi send 33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11 aria "Summarise yesterday"'],
      ['And wait for the answer', 'mi send aria "What is new?" --wait --timeout 30'],
      ['From standard input', 'git log -1 | mi send aria - --wait'],
    ],
  });

  message = Option.String({ name: 'message' });
  wait = Option.Boolean('-w,--wait', false, { description: 'wait for the answer' });
  // The conversation is on the terminal.
  protected override showsProgress = false;
  timeout = Option.String('--timeout', {
    description: `how long to wait for it, in seconds; default: ${DEFAULT_TIMEOUT_S}`,
  });
  override dryRun = Option.Boolean('--dry-run', false, {
    description: 'print the requests without sending them',
  });

  async execute(): Promise<void> {
    const seconds = wholeNumber('--timeout', this.timeout, { min: 1 }) ?? DEFAULT_TIMEOUT_S;
    const content = this.message === '-' ? await readInput(this.context) : this.message;
    if (content.trim() === '') throw new UsageError('the message is empty');
    const { signal } = this.context;
    const office = await this.officeId();
    const transport = await this.transport();
    if (this.dryRun) return this.#plan(transport, office, content);
    const { openSession, sessionFailure } = await import('../chat/openSession.ts');
    const session = await openSession(transport, office, this.agent, {
      signal,
      onAbsence: (why) => this.out.note(why),
    });
    try {
      if (!this.wait) {
        await session.send(content, { signal });
        this.out.done(`sent to ${this.agent}`, { office, agent: this.agent, sent: true });
        return;
      }
      const [{ ask }, { StreamingText }] = await Promise.all([
        import('../chat/questions/ask.ts'),
        import('../chat/questions/StreamingText.ts'),
      ]);
      // At a terminal, the answer is written while it streams.
      const streaming = new StreamingText(this.context.stdout);
      const onPartial =
        this.out.terminal && !this.json ? (text: string) => streaming.update(text) : undefined;
      const message = await ask(transport, session, content, { seconds, signal, onPartial }).catch(
        (error: unknown) => {
          streaming.abandon();
          throw error;
        },
      );
      if (streaming.hasStarted) streaming.end(message.content);
      else this.out.text(message.content, message);
    } catch (error) {
      throw await sessionFailure(error, transport, session, signal);
    } finally {
      await session.close();
    }
  }

  /** Plans the messages of a session, and the polls for the answer. */
  async #plan(transport: Transport, office: string, content: string): Promise<void> {
    const [{ XMTPAPI }, { endFrame, STREAMING_ANSWERS, startFrame }] = await Promise.all([
      import('@mitosislabs/api/xmtpApi'),
      import('@mitosislabs/xmtp/feed'),
    ]);
    const xmtp = new XMTPAPI(transport);
    const post = (text: string) => () =>
      xmtp.sendToConversation(office, this.agent, { agent_id: SDK_USER, content: text }, this.call);
    const poll = () => xmtp.getConversationMessages(office, this.agent, {}, this.call);
    const now = new Date().toISOString();
    await this.plan([
      { send: post(startFrame('<session-id>', now, [STREAMING_ANSWERS])), note: 'opens a session' },
      { send: poll, note: 'until the agent has acknowledged it, or for 10 s' },
      { send: post(content), note: 'the message' },
      ...(this.wait ? [{ send: poll, note: 'until the agent has answered' }] : []),
      { send: post(endFrame('<session-id>', now)), note: 'closes the session' },
    ]);
  }
}
