import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest } from '../ApiError.ts';
import { EXEC } from '../assumptions.ts';
import { type Caller, callerName } from '../core/Caller.ts';
import type { Handlers } from '../core/Handler.ts';
import { agentEnv } from '../platform/agentEnv.ts';
import { deleteFile, requireAccess, visibleFiles, writeFile } from '../platform/files.ts';
import type { Platform } from '../platform/Platform.ts';
import { publish } from '../platform/publish.ts';
import { record } from '../platform/record.ts';
import { requireActive } from '../platform/requireActive.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Drive } from '../workspace/Drive.ts';
import { runCommandLine } from '../workspace/runCommandLine.ts';

/** What the operations on the workspace do. Commands work on the office's files, and on nothing of this machine. */
export const workspace: Handlers<typeof contract.workspace> = {
  async exec({ platform, office, caller, body, signal }) {
    if (!platform.settings.exec) throw new ApiError(403, 'exec_disabled', 'This server runs no commands.');
    requireActive(office);
    const { length } = body.command.trim();
    if (length === 0 || length > EXEC.commandCharacters) {
      throw badRequest(`command must be 1 to ${EXEC.commandCharacters} characters.`);
    }
    const office_env = platform.store.env.ofOffice(office.id).map(({ key, value }) => [key, value]);
    const env = caller.kind === 'agent' ? agentEnv(platform, caller.agent) : Object.fromEntries(office_env);
    const { clock } = platform.settings;
    const time = new AbortController();
    const cancel = clock.after(Math.min(body.timeout_ms ?? EXEC.timeoutMs, EXEC.timeoutMs), () =>
      time.abort(),
    );
    const either = anyOf(time.signal, signal);
    const result = await runCommandLine(body.command, {
      drive: driveOf(platform, office, caller),
      env,
      clock,
      memory: platform.memory,
      pace: platform.turns.pace(either),
      signal: either,
    }).finally(cancel);
    platform.db.transaction(() => note(platform, office, caller, body.command, result.exit_code));
    return result;
  },

  health: ({ platform, office }) => ({ healthy: platform.settings.exec && office.suspended === 0 }),
};

function note(
  platform: Platform,
  office: OfficeRow,
  caller: Caller,
  command: string,
  exit_code: number,
): void {
  publish(platform, office.id, 'exec', { command, exit_code, by: callerName(caller) });
  if (caller.kind !== 'agent') return;
  record(platform, caller.agent, {
    category: 'terminal',
    type: 'exec',
    summary: command,
    metadata: { exit_code },
  });
}

/** The office's files as commands see them: with the rights of whoever runs them. */
function driveOf(platform: Platform, office: OfficeRow, caller: Caller): Drive {
  const { files } = platform.store;
  return {
    names: () => visibleFiles(platform, office, caller).map(({ name }) => name),
    size(name) {
      const file = files.byName(office.id, name);
      if (file) requireAccess(platform, office, caller, name, 'read');
      return file?.size;
    },
    read(name) {
      const content = files.content(office.id, name);
      if (content) requireAccess(platform, office, caller, name, 'read');
      return content;
    },
    write(name, content) {
      requireAccess(platform, office, caller, name, 'write');
      platform.db.transaction(() => writeFile(platform, office, name, content));
    },
    delete(name) {
      requireAccess(platform, office, caller, name, 'write');
      platform.db.transaction(() => deleteFile(platform, office, name));
    },
  };
}

/** `AbortSignal.any`, which Node 18 does not have. */
function anyOf(...signals: AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort();
    signal.addEventListener('abort', () => controller.abort(), { once: true });
  }
  return controller.signal;
}
