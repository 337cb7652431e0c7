import type { ExecRequest, ExecResponse } from '@mitosislabs/api';
import { onAbort } from '@mitosislabs/auth/async';
import { EXEC } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import { ApiError, badRequest } from '../../errors.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Drive } from '../../workspace/Drive.ts';
import { Memory } from '../../workspace/Memory.ts';
import { runCommandLine } from '../../workspace/runCommandLine.ts';
import { Turns } from '../../workspace/Turns.ts';
import type { Activity } from '../agents/Activity.ts';
import { requireActive } from '../agents/Lifecycle.ts';
import type { Events } from '../messages/Events.ts';
import type { Variables } from '../offices/Variables.ts';
import { type Resources, Service } from '../Service.ts';
import type { FileAccess } from './FileAccess.ts';
import type { Files } from './Files.ts';

/** The services that workspaces need. */
interface Needs {
  activity: Activity;
  events: Events;
  fileAccess: FileAccess;
  files: Files;
  variables: Variables;
}

/** Runs command lines on the files of offices, and on nothing of this machine. */
export class Workspace extends Service {
  readonly #needs: Needs;
  readonly #memory = new Memory(EXEC.memoryBytes);
  readonly #turns: Turns;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
    this.#turns = new Turns(this.clock);
  }

  /** Whether an office can run command lines. */
  isHealthy(office: OfficeRow): boolean {
    return this.settings.exec && office.suspended === 0;
  }

  /** Runs a command line with the rights of the caller. */
  async exec(
    office: OfficeRow,
    caller: Caller,
    { command, timeout_ms = EXEC.timeoutMs }: ExecRequest,
    signal: AbortSignal,
  ): Promise<ExecResponse> {
    const { variables } = this.#needs;
    if (!this.settings.exec) throw new ApiError(403, 'exec_disabled', 'This server runs no commands.');
    requireActive(office);
    const { length } = command.trim();
    if (length === 0 || length > EXEC.commandCharacters) {
      throw badRequest(`command must be 1 to ${EXEC.commandCharacters} characters.`);
    }
    const env = caller.kind === 'agent' ? variables.ofAgent(caller.agent) : variables.ofOffice(office.id);
    const timeout = new AbortController();
    const cancel = this.clock.after(Math.min(timeout_ms, EXEC.timeoutMs), () => timeout.abort());
    const either = anyOf(timeout.signal, signal);
    const { generation } = this.db;
    const result = await runCommandLine(command, {
      drive: this.#driveOf(office, caller, generation),
      env,
      clock: this.clock,
      memory: this.#memory,
      pace: this.#turns.pace(either),
      signal: either,
    }).finally(cancel);
    this.db.transaction(() => this.#record(office, caller, command, result.exit_code), generation);
    return result;
  }

  #record(office: OfficeRow, caller: Caller, command: string, exit_code: number): void {
    const { activity, events } = this.#needs;
    events.publish(office.id, 'exec', { command, exit_code, by: caller.name });
    if (caller.kind !== 'agent') return;
    const entry = { category: 'terminal', type: 'exec', summary: command } as const;
    activity.record(caller.agent, { ...entry, metadata: { exit_code } });
  }

  /** The files of an office with the rights of a caller, until the state is replaced. */
  #driveOf(office: OfficeRow, caller: Caller, generation: number): Drive {
    const { files, fileAccess } = this.#needs;
    const { files: table } = this.tables;
    const current = () => this.db.requireGeneration(generation);
    return {
      names() {
        current();
        return files.list(office, caller).map(({ name }) => name);
      },
      size(name) {
        current();
        const file = table.info(office.id, name);
        if (file) fileAccess.require(office, caller, name, 'read');
        return file?.size;
      },
      read(name) {
        current();
        const content = table.content(office.id, name);
        if (content) fileAccess.require(office, caller, name, 'read');
        return content;
      },
      write: (name, content) =>
        this.db.transaction(() => files.write(office, caller, { name, content }), generation),
      delete: (name) => this.db.transaction(() => files.delete(office, caller, name), generation),
    };
  }
}

/** `AbortSignal.any`, which Node 18 does not have. */
function anyOf(...signals: AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort();
    onAbort(signal, () => controller.abort());
  }
  return controller.signal;
}
