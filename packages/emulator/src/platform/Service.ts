import type { Clock } from '../core/Clock.ts';
import type { Settings } from '../core/Settings.ts';
import type { Database } from '../store/Database.ts';
import type { Tables } from '../store/tables/tables.ts';

/** How many rows are added to a log before old ones are deleted again. */
export const PRUNE_EVERY = 256;

/** The resources that all services share. */
export interface Resources {
  readonly db: Database;
  readonly tables: Tables;
  readonly settings: Settings;
}

/** A part of the platform, with the rules for one kind of thing. */
export abstract class Service {
  protected readonly db: Database;
  protected readonly tables: Tables;
  protected readonly settings: Settings;
  protected readonly clock: Clock;

  constructor({ db, tables, settings }: Resources) {
    this.db = db;
    this.tables = tables;
    this.settings = settings;
    this.clock = settings.clock;
  }
}
