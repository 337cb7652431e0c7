import { employeeAnswer, taskAnswer } from '../platform/answers.ts';
import { type Author, postToGroup, postToPeer } from '../platform/chat.ts';
import { controlFrame } from '../platform/controlFrame.ts';
import type { Platform } from '../platform/Platform.ts';
import { record } from '../platform/record.ts';
import { claimTask, finishTask } from '../platform/tasks.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { MessageRow } from '../store/MessageStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { TaskRow } from '../store/TaskStore.ts';
import type { AgentRunner } from './AgentRunner.ts';
import type { Brain, BrainContext } from './Brain.ts';

/** Makes an agent of a brain, in this process: it acknowledges sessions, answers messages, and does tasks. */
export class BrainRunner implements AgentRunner {
  readonly #platform: Platform;
  readonly #agentId: string;
  readonly #brain: Brain;
  readonly #abort = new AbortController();
  #unlisten: (() => void) | undefined;
  #talking = false;
  #working = false;

  constructor(platform: Platform, agentId: string, brain: Brain) {
    this.#platform = platform;
    this.#agentId = agentId;
    this.#brain = brain;
  }

  start(): void {
    const agent = this.#platform.store.agents.byId(this.#agentId);
    if (!agent) return;
    this.#unlisten = this.#platform.bus.listen(agent.office_id, () => this.#wake());
    this.#wake();
  }

  stop(): void {
    this.#unlisten?.();
    this.#abort.abort();
  }

  #wake(): void {
    void this.#talk();
    void this.#work();
  }

  /** Deals with messages one after the other, until there are none. */
  async #talk(): Promise<void> {
    if (this.#talking) return;
    this.#talking = true;
    try {
      for (let message = this.#nextMessage(); message; message = this.#nextMessage())
        await this.#handle(message);
    } finally {
      this.#talking = false;
    }
  }

  /** Does tasks one after the other, until there are none. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let task = this.#nextTask(); task; task = this.#nextTask()) await this.#do(task);
    } finally {
      this.#working = false;
    }
  }

  #nextMessage(): MessageRow | undefined {
    const agent = this.#running();
    return agent && this.#platform.store.messages.nextFor(agent.office_id, agent.name, agent.handled);
  }

  /** The task that it was at when it was stopped, or else the next one in the queue. */
  #nextTask(): TaskRow | undefined {
    const agent = this.#running();
    if (!agent) return undefined;
    const [unfinished] = this.#platform.store.tasks.runningOf(agent.office_id, agent.name);
    return unfinished ?? this.#platform.db.transaction(() => claimTask(this.#platform, agent));
  }

  async #handle(message: MessageRow): Promise<void> {
    const answer = await this.#answerTo(message);
    try {
      this.#act((agent, office) => {
        this.#platform.store.agents.update(agent.id, { handled: message.seq });
        if (answer !== undefined) this.#reply(agent, office, message, answer);
      });
    } catch (error) {
      // Nobody can be answered any more, for want of credits, say: the message counts as dealt with.
      this.#act((agent) => this.#platform.store.agents.update(agent.id, { handled: message.seq }));
      this.#note(error);
    }
  }

  async #answerTo(message: MessageRow): Promise<string | undefined> {
    const frame = controlFrame(message.content);
    if (frame?.type === '__SESSION_START__') {
      const { capabilities } = this.#brain;
      return JSON.stringify({ type: '__SESSION_ACK__', session_id: frame.sessionId, capabilities });
    }
    const agent = this.#running();
    if (frame || !agent || !this.#isAddressed(agent, message)) return undefined;
    try {
      return await this.#brain.answer(message.content, this.#context(agent, {}));
    } catch (error) {
      this.#note(error);
      return undefined;
    }
  }

  /** Agents answer people, and other agents only in sessions that these have opened: or they would never stop. */
  #isAddressed(agent: AgentRow, message: MessageRow): boolean {
    const { agents, sessions } = this.#platform.store;
    if (!agents.byName(agent.office_id, message.from_agent)) return true;
    const session =
      message.session_key === null ? undefined : sessions.byKey(agent.office_id, message.session_key);
    return session?.agent_id === agent.id && session.opened_by === message.from_agent;
  }

  #reply(agent: AgentRow, office: OfficeRow, message: MessageRow, answer: string): void {
    const { conversations, groups } = this.#platform.store;
    const author: Author = { name: agent.name, agent };
    const group = groups.byId(office.id, message.channel);
    const conversation = conversations.byId(office.id, message.channel);
    if (group) postToGroup(this.#platform, office, author, group, answer);
    if (!conversation) return;
    const peer = conversation.a === agent.name ? conversation.b : conversation.a;
    postToPeer(this.#platform, office, author, { self: agent.name, peer }, answer);
  }

  async #do(task: TaskRow): Promise<void> {
    const agent = this.#running();
    if (!agent) return;
    let status: 'completed' | 'failed' = 'completed';
    let text: string;
    try {
      text = await this.#brain.work(taskAnswer(task), this.#context(agent, { task_id: task.id }));
    } catch (error) {
      status = 'failed';
      text = error instanceof Error ? error.message : String(error);
    }
    this.#act((_, office) => {
      const now = this.#platform.store.tasks.byId(office.id, task.id);
      // It may have been handed on, or ended by somebody else.
      if (now?.status === 'running' && now.assigned_to === agent.name)
        finishTask(this.#platform, now, status, text);
    });
  }

  #context(agent: AgentRow, metadata: object): BrainContext {
    return {
      agent: employeeAnswer(agent),
      signal: this.#abort.signal,
      log: (summary) => {
        this.#act((now) => {
          record(this.#platform, now, { category: 'task', type: 'progress', summary, metadata });
        });
      },
    };
  }

  /** Notes what went wrong in the agent's head; nothing when it was stopped. */
  #note(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#act((agent) => {
      const at = this.#platform.now();
      this.#platform.store.agents.update(agent.id, { last_error: text, last_error_at: at });
      record(this.#platform, agent, { category: 'xmtp', type: 'error', summary: text });
    });
  }

  /** Changes something in the agent's name, in one transaction, if it is still running. */
  #act(change: (agent: AgentRow, office: OfficeRow) => void): void {
    const agent = this.#running();
    const office = agent && this.#platform.store.offices.byId(agent.office_id);
    if (agent && office) this.#platform.db.transaction(() => change(agent, office));
  }

  #running(): AgentRow | undefined {
    if (this.#abort.signal.aborted) return undefined;
    const agent = this.#platform.store.agents.byId(this.#agentId);
    return agent?.phase === 'ready' ? agent : undefined;
  }
}
