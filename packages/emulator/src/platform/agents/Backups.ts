import { randomUUID } from 'node:crypto';
import { notFound } from '../../errors.ts';
import type { AgentRow, BackupRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { type Resources, Service } from '../Service.ts';
import type { Activity } from './Activity.ts';

/** Backups of agents. They outlive their agents. */
export class Backups extends Service {
  readonly #activity: Activity;

  constructor(resources: Resources, { activity }: { activity: Activity }) {
    super(resources);
    this.#activity = activity;
  }

  /** Stores an agent's current spec. */
  create(agent: AgentRow): BackupRow {
    const backup: BackupRow = {
      id: randomUUID(),
      office_id: agent.office_id,
      employee_name: agent.name,
      spec: agent.spec,
      created_at: this.clock.now(),
    };
    this.tables.backups.insert(backup);
    this.#activity.record(agent, {
      category: 'lifecycle',
      type: 'backup',
      summary: `${agent.name} was backed up`,
      metadata: { backup_id: backup.id },
    });
    return backup;
  }

  /** The backups of some agents, or of all, oldest first. */
  list(office: OfficeRow, employees?: readonly string[]): BackupRow[] {
    return this.tables.backups.all({
      office_id: office.id,
      ...(employees && { employee_name: employees }),
    });
  }

  /** The backup of that id; 404 if there is none. */
  get(office: OfficeRow, id: string): BackupRow {
    const backup = this.tables.backups.find({ office_id: office.id, id });
    if (!backup) throw notFound(`backup ${id} in this office`);
    return backup;
  }

  delete(office: OfficeRow, id: string): void {
    this.tables.backups.delete({ id: this.get(office, id).id });
  }
}
