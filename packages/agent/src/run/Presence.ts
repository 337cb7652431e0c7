import { isMissing } from '@mitosislabs/xmtp/feed';
import type { Colleagues } from '../messages/Colleagues.ts';
import { type OfficeClient, statusOf } from '../office/OfficeClient.ts';

/** While the event stream works, one of this many heartbeats reads the phase, too. */
const BEATS_A_PHASE = 10;

/** Callbacks of {@link Presence}. */
export interface PresenceListeners {
  /** Called when a suspended agent is resumed. */
  resumed(): void;
  /** Called when the platform does not accept the agent any more. */
  refused(error: unknown): void;
  /** Called with other errors. */
  error(error: unknown): void;
}

/** The agent as the platform knows it: tells that it is alive, and learns whether it is accepted, or suspended. */
export class Presence {
  readonly #client: OfficeClient;
  readonly #colleagues: Colleagues;
  readonly #on: PresenceListeners;
  /** Whether the server knows heartbeats. */
  #beats = true;
  #checking: Promise<void> | undefined;
  /** How many heartbeats have not read the phase. */
  #bare = 0;
  /** How often events had been missed when the phase was read last. */
  #breaks = 0;

  constructor(client: OfficeClient, colleagues: Colleagues, on: PresenceListeners) {
    this.#client = client;
    this.#colleagues = colleagues;
    this.#on = on;
  }

  /** Signs in. Waits for a server that is down. */
  async signIn(): Promise<void> {
    await this.#client.persist(() => this.#beat(), this.#client.stopping);
    await this.#checkPhase();
  }

  /** Sends a heartbeat, and reads the phase of the agent. A check under way counts. */
  check(): void {
    this.#check(true);
  }

  /** Sends a heartbeat. Reads the phase only now and then, as long as events announce it. */
  beat(): void {
    const { pause, stream } = this.#client;
    const isAnnounced = stream.isProven && stream.breaks === this.#breaks && !pause.isOn;
    this.#check(!isAnnounced || ++this.#bare >= BEATS_A_PHASE);
  }

  #check(withPhase: boolean): void {
    this.#checking ??= this.#beat()
      .then(() => (withPhase ? this.#checkPhase() : undefined))
      .catch((error: unknown) => {
        if (this.#client.stopping.aborted) return;
        const isFinal = [401, 403, 404].includes(statusOf(error));
        if (isFinal) this.#on.refused(error);
        else this.#on.error(error);
      })
      .finally(() => {
        this.#checking = undefined;
      });
  }

  /** Waits for a check under way. */
  async settled(): Promise<void> {
    await this.#checking;
  }

  /** Notes the phase that an event has named. */
  notePhase(phase: unknown): void {
    const { pause, stopping } = this.#client;
    if (!pause.note(phase)) return;
    this.#on.resumed();
    // Reports that the agent runs again, in case the platform waits for it.
    this.report('ready').catch((error: unknown) => {
      if (!stopping.aborted) this.#on.error(error);
    });
  }

  /** Reports to the platform that the agent is `ready` or `stopping`. */
  report(type: string, signal: AbortSignal = this.#client.stopping): Promise<void> {
    const { callbacks, officeId, self } = this.#client;
    const event = { type, payload: { agent: self, message: `${self} is ${type}` } };
    return Promise.resolve(callbacks.podEvent(officeId, event, { signal }));
  }

  async #beat(): Promise<void> {
    const { employees, officeId, self, stopping: signal } = this.#client;
    try {
      if (this.#beats) await employees.heartbeat(officeId, self, { signal });
      else await employees.get(officeId, self, { signal });
    } catch (error) {
      if (!this.#beats || !isMissing(error)) throw error;
      // Older servers have no heartbeats: then the agent's own record must exist.
      await employees.get(officeId, self, { signal });
      this.#beats = false;
    }
  }

  /** Reads the phase of the agent. If that fails, the agent goes on: the server enforces the phase anyway. */
  async #checkPhase(): Promise<void> {
    const { employees, officeId, self, stopping: signal } = this.#client;
    const { breaks } = this.#client.stream;
    const agent = await employees.get(officeId, self, { signal }).catch(() => undefined);
    if (!agent) return;
    this.#bare = 0;
    this.#breaks = breaks;
    this.#colleagues.served();
    this.notePhase(agent.status?.phase);
  }
}
