import { ApiError, badRequest, notFound } from '../ApiError.ts';
import { DRIVE_BYTES, FILE_NAME_BYTES, REMEMBERED } from '../assumptions.ts';
import type { Caller } from '../core/Caller.ts';
import type { FileChangeRow, FileRow } from '../store/FileStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';

/** The file of that name; 404 when there is none. */
export function requireFile(platform: Platform, office: OfficeRow, name: string): FileRow {
  const file = platform.store.files.byName(office.id, name);
  if (!file) throw notFound(`file ${name} in this office`);
  return file;
}

/** Writes a file, in place of one of the same name. */
export function writeFile(platform: Platform, office: OfficeRow, name: string, content: Uint8Array): void {
  checkFileName(name);
  const { files } = platform.store;
  const used = files.bytes(office.id) - (files.byName(office.id, name)?.size ?? 0);
  if (used + content.length > DRIVE_BYTES) {
    const message = `${name}: No space left on device: an office's drive holds ${DRIVE_BYTES} bytes.`;
    throw new ApiError(507, 'storage_full', message);
  }
  const file: FileRow = { name, size: content.length, modified_at: platform.now() };
  platform.store.files.write(office.id, file, content);
  noteChange(platform, office, 'upload', name);
}

/** Deletes a file, and what was said of who may use it. */
export function deleteFile(platform: Platform, office: OfficeRow, name: string): void {
  platform.store.files.delete(office.id, name);
  noteChange(platform, office, 'delete', name);
}

/** Users may do everything with a file; agents what they were not denied: 403. */
export function requireAccess(
  platform: Platform,
  office: OfficeRow,
  caller: Caller,
  name: string,
  wanted: 'read' | 'write',
): void {
  if (caller.kind !== 'agent') return;
  const agent = caller.agent.name;
  const set = platform.store.files
    .permissions(office.id, name)
    .find(({ agent_name }) => agent_name === agent);
  if (set === undefined || set.access === 'write' || set.access === wanted) return;
  throw new ApiError(403, 'file_forbidden', `${agent} may not ${wanted} ${name}.`);
}

/** The files that a caller may see, by name: all for users, those not denied for agents. */
export function visibleFiles(platform: Platform, office: OfficeRow, caller: Caller): FileRow[] {
  const all = platform.store.files.ofOffice(office.id);
  const denied = deniedNames(platform, office.id, caller);
  return denied.size === 0 ? all : all.filter(({ name }) => !denied.has(name));
}

/** The files that an agent was denied. */
export function deniedNames(platform: Platform, officeId: string, caller: Caller): ReadonlySet<string> {
  const set = caller.kind === 'agent' ? platform.store.files.accessOf(officeId, caller.agent.name) : [];
  return new Set(set.filter(({ access }) => access === 'none').map(({ name }) => name));
}

/** What happened to files after `since`. What is answered now will not be missed by asking with `serverTime` next. */
export function changesSince(
  platform: Platform,
  office: OfficeRow,
  caller: Caller,
  since: number,
): { events: FileChangeRow[]; serverTime: number; full_refresh?: boolean } {
  const serverTime = Math.max(platform.now(), latestTime(platform, office));
  platform.fileTimes.set(office.id, serverTime);
  const denied = deniedNames(platform, office.id, caller);
  const events = platform.store.files.changesAfter(office.id, since).filter(({ name }) => !denied.has(name));
  return { events, serverTime, ...(since < office.changes_forgotten && { full_refresh: true }) };
}

function noteChange(platform: Platform, office: OfficeRow, type: FileChangeRow['type'], name: string): void {
  // Later than every change before it and than every time that was told: a poll can lose nothing.
  const timestamp = Math.max(platform.now(), latestTime(platform, office) + 1);
  platform.fileTimes.set(office.id, timestamp);
  const forgotten = platform.store.files.addChange(
    office.id,
    { type, name, timestamp },
    REMEMBERED.fileChanges,
  );
  if (forgotten !== undefined) platform.store.offices.update(office.id, { changes_forgotten: forgotten });
  publish(platform, office.id, 'file', { type, name, timestamp });
}

function latestTime(platform: Platform, office: OfficeRow): number {
  return platform.fileTimes.get(office.id) ?? platform.store.files.latestChange(office.id);
}

/** Refuses names that no drive could hold, or that stand for something else in a path. */
function checkFileName(name: string): void {
  if (name === '' || name === '.' || name === '..') throw badRequest('The file has no name.');
  if (name === '_changes')
    throw badRequest('A file cannot be called _changes: that name leads to another operation.');
  if (Buffer.byteLength(name) > FILE_NAME_BYTES)
    throw badRequest(`A file name has at most ${FILE_NAME_BYTES} bytes.`);
  if (/[\p{Cc}\p{Surrogate}]/u.test(name)) throw badRequest('A file name must not hold control characters.');
}
