import { fillMarketplace } from '../store/tables/extensions.ts';
import { type Resources, Service } from './Service.ts';
import type { Files } from './work/Files.ts';

/** The state of the platform as a whole: all rows of all tables. */
export class State extends Service {
  readonly #files: Files;

  constructor(resources: Resources, { files }: { files: Files }) {
    super(resources);
    this.#files = files;
  }

  /** Deletes all rows, within {@link State.replace}, and fills the marketplace again. */
  clear(): void {
    for (const { name, isState } of this.db.tables) if (isState) this.db.exec(`DELETE FROM ${name}`);
    fillMarketplace(this.tables.marketplace);
  }

  /**
   * Replaces the state in one transaction. Clients that follow events or file changes get a full refresh, and no number of
   * an event is used twice. Agents are not charged for the time before.
   */
  replace(work: () => void): void {
    const { agents, events, replacements } = this.tables;
    const event_seq = events.lastNumber() + 1;
    const change_time = this.#files.latestTime();
    this.db.replace(() => {
      work();
      agents.update({ phase: 'ready' }, { metered_at: this.clock.now() });
      this.forgetFuture();
      events.skipTo(event_seq);
      replacements.upsert({ id: 'last', event_seq, change_time });
    });
  }

  /** Replaces times to come by the present where durations are counted from them: they would not end for years. */
  forgetFuture(): void {
    const { agents, hires, idempotency, whatsapp } = this.tables;
    const now = this.clock.now();
    const later = { '>': now };
    agents.update({ last_seen: later }, { last_seen: now });
    agents.update({ metered_at: later }, { metered_at: now });
    hires.update({ at: later }, { at: now });
    idempotency.update({ created_at: later }, { created_at: now });
    whatsapp.update({ started_at: later }, { started_at: now });
  }
}
