import { randomBytes } from 'node:crypto';
import type { WhatsAppQRStatus, WhatsAppStatus } from '@mitosislabs/api';
import { ApiError } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Agents } from '../agents/Agents.ts';
import { specOf } from '../agents/spec.ts';
import { type Resources, Service } from '../Service.ts';

/** The WhatsApp lines of offices and agents, by id. (A) A code that is shown is scanned after the time that an agent needs to start. */
export class WhatsApp extends Service {
  readonly #agents: Agents;

  constructor(resources: Resources, { agents }: { agents: Agents }) {
    super(resources);
    this.#agents = agents;
  }

  /** Shows a new code, unless the line is connected. */
  showCode(id: string): void {
    if (this.#isConnected(id)) return;
    const qr = `2@${randomBytes(32).toString('base64')}`;
    this.tables.whatsapp.upsert({ id, qr, started_at: this.clock.now() });
  }

  /** Stops showing a code, unless the line is connected. */
  hideCode(id: string): void {
    if (!this.#isConnected(id)) this.reset(id);
  }

  /** Disconnects a line. */
  reset(id: string): void {
    this.tables.whatsapp.delete({ id });
  }

  /** The state of an office's line: its code, or that it is connected. */
  codeOf({ id }: OfficeRow): WhatsAppQRStatus {
    const line = this.tables.whatsapp.find({ id });
    if (!line) return { status: 'idle' };
    return this.#isConnected(id) ? { status: 'connected' } : { status: 'pending', qr: line.qr };
  }

  /** Whether an agent's line is connected, and its number. */
  statusOf({ id, name }: AgentRow): WhatsAppStatus {
    if (!this.#isConnected(id)) return { connected: false, agent_id: name };
    // Numbers that are never assigned (ITU-T E.164.1, 999): the same one for an agent each time.
    const digits = (Number.parseInt(id.slice(0, 8), 16) % 1e8).toString().padStart(8, '0');
    return { connected: true, phone_number: `+999${digits}`, agent_id: name };
  }

  /** Lets an agent use its office's line, or not. */
  allow(agent: AgentRow, enabled: boolean): void {
    this.#agents.setSpec(agent, { channels: { ...specOf(agent).channels, whatsapp: enabled } });
  }

  /** Lets an agent use its office's line; 409 if the office has none. */
  register(office: OfficeRow, agent: AgentRow): void {
    if (!this.#isConnected(office.id)) {
      throw new ApiError(409, 'not_connected', 'The office has no WhatsApp line; connect it first.');
    }
    this.allow(agent, true);
  }

  #isConnected(id: string): boolean {
    const line = this.tables.whatsapp.find({ id });
    return line !== undefined && this.clock.now() - line.started_at >= this.settings.limits.readyAfterMs;
  }
}
