import { once } from 'node:events';
import { resolve } from 'node:path';
import type { RunningRecording } from '@mitosislabs/emulator/recording';
import type { Context } from '../Context.ts';
import { parseUrl } from '../client/connect.ts';
import { UsageError } from '../errors/UsageError.ts';
import type { Printer } from '../output/Printer.ts';

/** The options of `mi dev` about recordings. */
export interface RecordingFlags {
  record?: string | undefined;
  replay?: string | undefined;
  upstream?: string | undefined;
  upstreamDashboard?: string | undefined;
  /** Names of options that are for an emulator, and were given. */
  others: readonly string[];
}

/**
 * Runs `mi dev --record` or `mi dev --replay` until the run is stopped.
 *
 * @returns whether the options ask for one of them.
 * @throws {@link UsageError} if the options contradict each other.
 */
export async function runRecording(
  flags: RecordingFlags,
  ports: { port: number; dashboardPort: number },
  context: Context,
  out: Printer,
): Promise<boolean> {
  const running = await start(flags, ports);
  if (!running) return false;
  const { endpoint, dashboardEndpoint } = running;
  // Any key is accepted in a replay. In front of a live platform, its own keys are.
  const apiKey = flags.replay === undefined ? undefined : 'mi_emulator_replay';
  try {
    const json = { endpoint, dashboardEndpoint, ...(apiKey !== undefined && { apiKey }) };
    out.text(bannerOf(flags, running, apiKey), json);
    if (!context.signal.aborted) await once(context.signal, 'abort');
  } finally {
    await running.close();
  }
  return true;
}

async function start(
  { record, replay, upstream, upstreamDashboard, others }: RecordingFlags,
  ports: { port: number; dashboardPort: number },
): Promise<RunningRecording | undefined> {
  if (record === undefined && replay === undefined) {
    if (upstream === undefined && upstreamDashboard === undefined) return undefined;
    throw new UsageError('--upstream needs --record', {
      hint: 'mi dev --record platform.jsonl --upstream <url>',
    });
  }
  if (record !== undefined && replay !== undefined)
    throw new UsageError('--record and --replay exclude each other');
  if (others.length > 0) {
    throw new UsageError(`${others[0]} is for an emulator, and --record and --replay run none`);
  }
  const { startRecorder, startReplay } = await import('@mitosislabs/emulator/recording');
  if (replay !== undefined) {
    if (upstream !== undefined)
      throw new UsageError('--upstream is for --record, and --replay asks no platform');
    return startReplay({ file: resolve(replay), ...ports });
  }
  if (upstream === undefined) {
    throw new UsageError('--record needs --upstream', {
      hint: 'mi dev --record platform.jsonl --upstream <url>',
    });
  }
  const { dashboardEndpointFor } = await import('@mitosislabs/transport');
  const url = parseUrl('--upstream', upstream);
  return startRecorder({
    file: resolve(record ?? ''),
    upstream: url,
    upstreamDashboard:
      upstreamDashboard === undefined
        ? dashboardEndpointFor(url)
        : parseUrl('--upstream-dashboard', upstreamDashboard),
    ...ports,
  });
}

function bannerOf(
  { record, replay, upstream }: RecordingFlags,
  { endpoint, dashboardEndpoint }: RunningRecording,
  apiKey: string | undefined,
): string {
  const title = apiKey === undefined ? `Recording ${upstream} in ${record}.` : `Replaying ${replay}.`;
  return `${title}

  API        ${endpoint}
  dashboard  ${dashboardEndpoint}
  API key    ${apiKey ?? 'your own; it is not recorded'}

Ctrl-C stops it.`;
}
