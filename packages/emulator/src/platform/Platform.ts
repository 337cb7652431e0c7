import { EXEC } from '../assumptions.ts';
import type { Settings } from '../core/Settings.ts';
import type { Phase } from '../store/AgentStore.ts';
import type { Db } from '../store/Db.ts';
import { Stores } from '../store/Stores.ts';
import { Memory } from '../workspace/Memory.ts';
import { Turns } from '../workspace/Turns.ts';
import { Bus } from './Bus.ts';

/** The state of the emulated platform. Both hosts, and the agents, act on one of these. */
export class Platform {
  readonly db: Db;
  readonly store: Stores;
  readonly bus = new Bus();
  /** Shared by the command lines of workspaces: memory, and turns to run. */
  readonly memory = new Memory(EXEC.memoryBytes);
  readonly turns: Turns;
  readonly settings: Settings;
  /** The latest time of changes of files that was told or given, by office: the next one is later. */
  readonly fileTimes = new Map<string, number>();
  /** The public keys of agents that run here and were hired with keys of their own, by id. */
  readonly podKeys = new Map<string, string>();
  /** Told of every agent that is in a new phase, once that is certain; `fired` when it is gone. */
  onPhase: ((agent: { id: string; phase: Phase | 'fired' }) => void) | undefined;

  constructor(db: Db, settings: Settings) {
    this.db = db;
    this.store = new Stores(db);
    this.settings = settings;
    this.turns = new Turns(settings.clock);
  }

  /** The time: whole ms since 1970. */
  now(): number {
    return this.settings.clock.now();
  }
}
