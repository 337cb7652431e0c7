import { randomUUID } from 'node:crypto';
import { notFound } from '../../errors.ts';
import type { BrowserRow, OfficeRow } from '../../store/tables/offices.ts';
import { requireActive } from '../agents/Lifecycle.ts';
import { type Resources, Service } from '../Service.ts';
import type { Credits } from '../work/Credits.ts';

/** The browsers of offices. No browser runs: only its states are emulated. */
export class Browsers extends Service {
  readonly #credits: Credits;

  constructor(resources: Resources, { credits }: { credits: Credits }) {
    super(resources);
    this.#credits = credits;
  }

  /** Starts the browser of an office, unless it runs. */
  start(office: OfficeRow): BrowserRow {
    requireActive(office);
    this.#credits.require(office);
    const known = this.tables.browsers.find({ id: office.id });
    if (known?.status === 'running') return known;
    const browser: BrowserRow = { id: office.id, instance: randomUUID(), status: 'running' };
    this.tables.browsers.upsert(browser);
    return browser;
  }

  /** The browser of an office; 404 if there is none. */
  get(office: OfficeRow): BrowserRow {
    const browser = this.tables.browsers.find({ id: office.id });
    if (!browser) throw notFound('browser in this office');
    return browser;
  }

  /** Marks the browser as no longer used. */
  finish(office: OfficeRow): void {
    this.tables.browsers.update({ id: this.get(office).id }, { status: 'done' });
  }

  delete(office: OfficeRow): void {
    this.tables.browsers.delete({ id: this.get(office).id });
  }
}
