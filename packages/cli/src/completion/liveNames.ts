import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../Context.ts';
import { connect, keystoreOf, loadSettings, type Settings } from '../client/connect.ts';
import { thingsIn } from '../client/officeThings.ts';
import { resolveOffice } from '../client/resolveOffice.ts';
import type { Candidate, Completion, NameKind } from './complete.ts';

/** Names as old as this, in ms, are shown without asking again. */
const FRESH_MS = 10_000;
/** Older names are shown when the platform does not answer in time. In ms. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** The most names to keep and to show. */
const MOST = 500;

/**
 * Returns the names of a kind. Asks the platform, unless it was asked a moment ago.
 *
 * @param leftMs - How long the platform may take, in ms. After that, cached names are shown.
 * @throws the error of the request if no names are cached.
 */
export async function liveNames(
  kind: Exclude<NameKind, 'path'>,
  { office, profile }: Completion,
  context: Context,
  leftMs: number,
): Promise<Candidate[]> {
  if (kind === 'profile') {
    const profiles = await keystoreOf(context).listProfiles();
    return profiles.map(({ name, email, endpoint }) => ({ value: name, description: email ?? endpoint }));
  }
  const settings = await loadSettings(context, { profile });
  const account = `${settings.endpoint} ${settings.profile} ${settings.apiKey?.value ?? ''}`;
  const file = cacheFile([kind, account, office ?? settings.defaultOffice ?? ''], context);
  const kept = file === undefined ? undefined : await readKept(file);
  if (kept && Date.now() - kept.time < FRESH_MS) return kept.names;
  try {
    const names = await Promise.race([
      ask(kind, settings, office, context),
      sleep(leftMs, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer in time'))),
    ]);
    if (file !== undefined) await keep(file, names.slice(0, MOST));
    return names;
  } catch (error) {
    if (kept && Date.now() - kept.time < STALE_MS) return kept.names;
    throw error;
  }
}

/** Asks the platform for the names of a kind. */
async function ask(
  kind: 'office' | 'agent' | 'task' | 'file',
  settings: Settings,
  office: string | undefined,
  context: Context,
): Promise<Candidate[]> {
  const transport = connect(settings);
  const options = { signal: context.signal, maxRetries: 0 };
  if (kind === 'office') {
    const { OfficesAPI } = await import('@mitosislabs/api/offices');
    const offices = await new OfficesAPI(transport).list(options);
    return offices.flatMap(({ id, name }) => [
      { value: name, description: id },
      { value: id, description: name },
    ]);
  }
  const { id } = await resolveOffice(office, async () => settings, context);
  const things = await thingsIn(id, kind, transport, options);
  return things.map(({ name, detail }) => ({ value: name, description: detail }));
}

/** Names, and when they were asked for. */
interface Kept {
  time: number;
  names: Candidate[];
}

/** The name of the file is a hash: it holds neither the key nor the account. */
function cacheFile(parts: readonly string[], { env }: Context): string | undefined {
  const folder = cacheFolder(env);
  if (folder === undefined) return undefined;
  return join(
    folder,
    'names',
    `${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)}.json`,
  );
}

async function readKept(file: string): Promise<Kept | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  const { time, names } = Object(value) as Partial<Kept>;
  return (
    typeof time === 'number' && Array.isArray(names) && names.every((one) => typeof one?.value === 'string')
  );
}

/** Writes the names, for the user only. Another process sees all of them or none. */
async function keep(file: string, names: readonly Candidate[]): Promise<void> {
  try {
    await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, JSON.stringify({ time: Date.now(), names }), { mode: 0o600 });
    await rename(temporary, file);
  } catch {
    // Without a cache, the platform is asked each time.
  }
}

/** Returns the cache folder, for example for the names that completion shows; `undefined` if there is no home. */
function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = env;
  const cache = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  return cache ? join(cache, 'mi') : undefined;
}
