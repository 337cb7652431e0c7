import { STREAMING_ANSWERS } from '@mitosislabs/xmtp/feed';
import { call } from '../../state/request.ts';

/** The name of the user's side in conversations. */
const USER = 'admin-sdk';

/** A session with an agent. It begins with the first message, so that answers come in pieces. */
export class Session {
  readonly #officeId: string;
  readonly #agent: string;
  readonly #id: string = crypto.randomUUID();
  #started: Promise<void> | undefined;

  constructor(officeId: string, agent: string) {
    this.#officeId = officeId;
    this.#agent = agent;
  }

  /** Sends a message. */
  async send(text: string): Promise<void> {
    this.#started ??= this.#post(this.#frame('__SESSION_START__', { features: [STREAMING_ANSWERS] }));
    try {
      await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
    await this.#post(text);
  }

  /** Ends the session, if it began. */
  end(): void {
    if (!this.#started) return;
    void this.#post(this.#frame('__SESSION_END__', {})).catch(() => undefined);
  }

  #frame(type: string, more: object): string {
    return JSON.stringify({ type, session_id: this.#id, timestamp: new Date().toISOString(), ...more });
  }

  #post(content: string): Promise<void> {
    return call('POST /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages', {
      officeId: this.#officeId,
      conversationId: this.#agent,
      body: { agent_id: USER, content },
    });
  }
}
