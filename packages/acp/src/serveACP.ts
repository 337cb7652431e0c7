import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import {
  type AgentContext,
  agent,
  type ListSessionsRequest,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type SessionUpdate,
} from '@agentclientprotocol/sdk';
import { Mutex, onAbort } from '@mitosislabs/auth/async';
import { assertDuration, assertOptions, assertText, MitosisError } from '@mitosislabs/auth/errors';
import { type ACPOptions, acpOptions } from './ACPOptions.ts';
import { Conversation, type ConversationAgent } from './Conversation.ts';
import { History } from './History.ts';
import { promptText } from './promptText.ts';
import { oneLine, refusal, rpcError } from './rpcError.ts';

// The same from `src/` and from `dist/`.
const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version = String(Reflect.get(Object(manifest), 'version'));
/** How long an answer may take, in ms. */
const TIMEOUT_MS = 3_600_000;
/** The longest message of the editor, in bytes: files come as base64. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;
/** The most sessions that may be open at once. */
const MOST_SESSIONS = 100;

/**
 * Serves one agent of an office to an editor, over the Agent Client Protocol on a pair of streams: by default the
 * standard ones, as Zed, JetBrains and Neovim start it. Each session of the editor is a session with the agent.
 *
 * @param options - The connection, the office and the agent; the streams, and a log.
 * @returns when the input has ended or the signal has fired, and all sessions are closed.
 * @throws {@link InvalidArgumentError} when an option is wrong; {@link MitosisError} `message_too_large` when a message of the editor has
 * more than 64 MiB: what follows cannot be read.
 *
 * @example
 * ```ts
 * import { serveACP } from '@mitosislabs/acp';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * await serveACP({ transport, officeId: 'office-id', agentName: 'aria' });
 * ```
 */
export async function serveACP(options: ACPOptions): Promise<void> {
  assertOptions('options', options, acpOptions);
  const {
    transport,
    input = process.stdin,
    output = process.stdout,
    timeoutMs = TIMEOUT_MS,
    signal,
  } = options;
  const officeId = assertText('officeId', options.officeId);
  const agentName = assertText('agentName', options.agentName);
  assertDuration('timeoutMs', timeoutMs, 1);
  const write = options.log ?? ((line) => void process.stderr.write(`${line}\n`));
  const log = (line: string) => write(oneLine(line));
  // Standard output carries the protocol, and nothing else.
  const { console } = globalThis;
  if (output === process.stdout) globalThis.console = new Console(process.stderr);
  const server = new Server({ transport, officeId, agentName, timeoutMs, log, mutex: new Mutex() });
  const stream = ndJsonStream(writableOf(output), Readable.toWeb(input) as ReadableStream<Uint8Array>, {
    maxMessageBytes: LONGEST_MESSAGE,
  });
  const connection = server.app.connect(stream);
  const end = () => connection.close();
  // The editor is gone, without the end of its output.
  output.on('error', end);
  const release = signal && onAbort(signal, end);
  if (signal?.aborted) end();
  try {
    await connection.closed;
  } finally {
    release?.();
    output.off('error', end);
    // Later failures of its writes are of no interest.
    output.on('error', () => undefined);
    await server.close();
    // Reading would keep the process alive.
    input.destroy();
    globalThis.console = console;
  }
  if (connection.signal.reason?.name === 'MessageTooLargeError') {
    throw new MitosisError(`The editor sent a message of more than ${LONGEST_MESSAGE} bytes.`, {
      code: 'message_too_large',
      hint: 'Upload large files with `mi files upload`, and start the agent server again.',
    });
  }
}

/** The handlers of one connection, and its sessions. */
class Server {
  readonly app = agent({ name: 'mitosis' });
  readonly #agent: ConversationAgent;
  readonly #history: History;
  readonly #conversations = new Map<string, Conversation>();
  #isClosed = false;

  constructor(conversationAgent: ConversationAgent) {
    const { transport, officeId, agentName, log } = conversationAgent;
    this.#agent = conversationAgent;
    this.#history = new History(transport, officeId, agentName);
    const { session } = methods.agent;
    const handle = withRPCErrors(log);
    this.app
      .onRequest(methods.agent.initialize, () => ({
        protocolVersion: PROTOCOL_VERSION,
        agentInfo: { name: 'mitosis', version, title: agentName },
        agentCapabilities: {
          loadSession: true,
          promptCapabilities: { image: true, audio: false, embeddedContext: true },
          mcpCapabilities: { http: false, sse: false },
          sessionCapabilities: { list: {}, resume: {}, close: {} },
        },
        // Accounts are managed with `mi login`.
        authMethods: [],
      }))
      .onRequest(methods.agent.authenticate, () => {
        throw refusal(
          'There is no way to sign in here.',
          'auth_method',
          'Run `npx -p @mitosislabs/sdk mi login` in a terminal.',
        );
      })
      .onRequest(
        session.new,
        handle(async ({ params: { cwd, mcpServers }, signal }) => {
          this.#check(cwd, mcpServers);
          await this.#history.assertAgent({ signal });
          const { id: sessionId } = await this.#open(cwd);
          return { sessionId };
        }),
      )
      .onRequest(
        session.load,
        handle(async ({ params: { sessionId, cwd, mcpServers }, signal, client }) => {
          const conversation = await this.#reopen(sessionId, cwd, mcpServers, signal);
          await this.#replay(sessionId, conversation, client, signal);
          return {};
        }),
      )
      .onRequest(
        session.resume,
        handle(async ({ params: { sessionId, cwd, mcpServers = [] }, signal }) => {
          await this.#reopen(sessionId, cwd, mcpServers, signal);
          return {};
        }),
      )
      .onRequest(
        session.list,
        handle(({ params, signal }) => this.#list(params, signal)),
      )
      .onRequest(
        session.prompt,
        handle(async ({ params: { sessionId, prompt }, signal, client }) => {
          const conversation = this.#get(sessionId);
          const updates = new Updates(client, sessionId);
          const stopReason = await conversation.prompt(
            (attach) => promptText(prompt, attach),
            (update) => updates.send(update),
            signal,
          );
          // The response comes after all updates.
          await updates.sent;
          return { stopReason };
        }),
      )
      .onRequest(
        session.close,
        handle(async ({ params: { sessionId } }) => {
          const conversation = this.#get(sessionId);
          this.#conversations.delete(sessionId);
          await conversation.close();
          return {};
        }),
      )
      .onNotification(session.cancel, ({ params: { sessionId } }) => {
        this.#conversations.get(sessionId)?.cancel();
      });
  }

  /** Closes all sessions. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#conversations.values()].map((conversation) => conversation.close()));
    this.#conversations.clear();
  }

  #get(sessionId: string): Conversation {
    const conversation = this.#conversations.get(sessionId);
    if (!conversation) throw RequestError.sessionNotFound(sessionId);
    return conversation;
  }

  #check(cwd: string, mcpServers: readonly unknown[]): void {
    if (!isAbsolute(cwd)) throw refusal('`cwd` must be an absolute path.', 'invalid_argument');
    if (this.#conversations.size >= MOST_SESSIONS) {
      throw refusal(
        `There are ${MOST_SESSIONS} open sessions already.`,
        'too_many_sessions',
        'Close some of them, or restart the agent server.',
      );
    }
    if (mcpServers.length > 0) {
      this.#agent.log(
        `${this.#agent.agentName} runs in its office and cannot reach the editor's MCP servers`,
      );
    }
  }

  /** Lists earlier and open conversations. */
  async #list({ cwd, cursor }: ListSessionsRequest, signal: AbortSignal) {
    const { sessions, next } = await this.#history.list(startOf(cursor), { signal });
    return {
      // The platform keeps no folder of a chat.
      sessions: sessions.map(({ sessionId, title, startedAt }) => ({
        sessionId,
        cwd: this.#conversations.get(sessionId)?.cwd ?? cwd ?? process.cwd(),
        title: title ?? null,
        updatedAt: startedAt,
      })),
      nextCursor: next === undefined ? null : String(next),
    };
  }

  /** Opens a conversation that continues an earlier one; returns the one that is open. */
  async #reopen(
    sessionId: string,
    cwd: string,
    mcpServers: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Conversation> {
    const known = this.#conversations.get(sessionId);
    if (known) return known;
    this.#check(cwd, mcpServers);
    if (!(await this.#history.has(sessionId, { signal }))) throw RequestError.sessionNotFound(sessionId);
    return this.#open(cwd, sessionId);
  }

  /** Opens a conversation, which may continue an earlier one. */
  async #open(cwd: string, earlier?: string): Promise<Conversation> {
    const conversation = await Conversation.open(this.#agent, cwd, earlier === undefined ? [] : [earlier]);
    this.#conversations.set(earlier ?? conversation.id, conversation);
    // The connection was closed meanwhile.
    if (this.#isClosed) await this.close();
    return conversation;
  }

  /** Sends the editor the messages of a conversation, in order. */
  async #replay(
    sessionId: string,
    { keys }: Conversation,
    client: AgentContext,
    signal: AbortSignal,
  ): Promise<void> {
    for (const key of keys) {
      const messages = await this.#history.messages(key, { signal }).catch((error: unknown) => {
        // A chat that was just opened may not be on the platform yet.
        if (Reflect.get(Object(error), 'status') === 404) return [];
        throw error;
      });
      for (const { id: messageId, role, content } of messages) {
        await client.notify(methods.client.session.update, {
          sessionId,
          update: {
            sessionUpdate: role === 'agent' ? 'agent_message_chunk' : 'user_message_chunk',
            messageId,
            content: { type: 'text', text: content },
          },
        });
      }
    }
  }
}

/** Sends the updates of one prompt, in order. */
class Updates {
  /** Resolves when all updates were sent. */
  sent: Promise<void> = Promise.resolve();
  readonly #client: AgentContext;
  readonly #sessionId: string;

  constructor(client: AgentContext, sessionId: string) {
    this.#client = client;
    this.#sessionId = sessionId;
  }

  send(update: SessionUpdate): void {
    const notification = { sessionId: this.#sessionId, update };
    this.sent = this.sent
      .then(() => this.#client.notify(methods.client.session.update, notification))
      // The connection is closed: the prompt ends with it.
      .catch(() => undefined);
  }
}

/** Returns a wrapper of handlers that turns their errors into those of JSON-RPC, and logs them. */
function withRPCErrors(log: (line: string) => void) {
  return <Context extends { method: string }, Result>(run: (context: Context) => Promise<Result>) =>
    async (context: Context): Promise<Result> => {
      try {
        return await run(context);
      } catch (error) {
        const answer = rpcError(error);
        log(`${context.method}: ${error instanceof Error ? error.message : String(error)}`);
        throw answer;
      }
    };
}

/** The start of a page, from its cursor. */
function startOf(cursor: string | null | undefined): number {
  if (cursor === null || cursor === undefined) return 0;
  if (!/^[0-9]{1,9}$/.test(cursor)) throw refusal('The cursor is not one of this list.', 'invalid_argument');
  return Number(cursor);
}

/** A web stream over an output that stays open when the stream is closed. */
function writableOf(output: Writable): WritableStream<Uint8Array> {
  return new WritableStream({
    write: (chunk) =>
      new Promise((resolve, reject) => {
        output.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
  });
}
