import { DRIVE_BYTES, FILE_NAME_BYTES, REMEMBERED } from '../../assumptions.ts';
import type { Caller } from '../../core/Caller.ts';
import type { FileContent } from '../../core/Handler.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { FileChange, FileRow } from '../../store/tables/files.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Events } from '../messages/Events.ts';
import { type Resources, Service } from '../Service.ts';
import type { FileAccess } from './FileAccess.ts';

/** The shared drives of offices. */
export class Files extends Service {
  readonly #events: Events;
  readonly #access: FileAccess;
  /** The latest time of a change that was recorded or returned, by office. The next change is later. */
  readonly #times = new Map<string, number>();

  constructor(resources: Resources, { events, fileAccess }: { events: Events; fileAccess: FileAccess }) {
    super(resources);
    this.#events = events;
    this.#access = fileAccess;
    this.db.onReplaced(() => this.#times.clear());
  }

  /** The file of that name, if the caller may use it: 404 if there is none, 403 if it was denied. */
  get(office: OfficeRow, caller: Caller, name: string, access: 'read' | 'write'): FileRow {
    const file = this.tables.files.info(office.id, name);
    if (!file) throw notFound(`file ${name} in this office`);
    this.#access.require(office, caller, name, access);
    return file;
  }

  /** Reads a file. */
  read(office: OfficeRow, caller: Caller, name: string): FileContent {
    this.get(office, caller, name, 'read');
    return { name, content: this.tables.files.content(office.id, name) ?? new Uint8Array() };
  }

  /** Writes a file, and replaces one of the same name. */
  write(office: OfficeRow, caller: Caller, { name, content }: FileContent): void {
    this.#access.require(office, caller, name, 'write');
    checkFileName(name);
    const { files } = this.tables;
    const used = files.bytes(office.id) - (files.info(office.id, name)?.size ?? 0);
    if (used + content.length > DRIVE_BYTES) {
      const message = `${name}: No space left on device: an office's drive holds ${DRIVE_BYTES} bytes.`;
      throw new ApiError(507, 'storage_full', message);
    }
    const modified_at = this.clock.now();
    files.upsert({ office_id: office.id, name, size: content.length, modified_at, content });
    this.#recordChange(office, 'upload', name);
  }

  /** Deletes a file, with its permissions. */
  delete(office: OfficeRow, caller: Caller, name: string): void {
    this.#access.require(office, caller, name, 'write');
    this.tables.files.delete({ office_id: office.id, name });
    this.#recordChange(office, 'delete', name);
  }

  /** The files that a caller may see, by name. */
  list(office: OfficeRow, caller: Caller): FileRow[] {
    const denied = this.#access.denied(office.id, caller);
    return this.tables.files.infos(office.id).filter(({ name }) => !denied.has(name));
  }

  /** The changes after a time. A client that asks next with `serverTime` misses none. */
  changesSince(
    office: OfficeRow,
    caller: Caller,
    since: number,
  ): { events: FileChange[]; serverTime: number; full_refresh?: boolean } {
    const serverTime = Math.max(this.clock.now(), this.#latestTime(office));
    this.#times.set(office.id, serverTime);
    const denied = this.#access.denied(office.id, caller);
    const events = this.tables.fileChanges
      .all({ office_id: office.id, timestamp: { '>': since } }, { orderBy: 'seq' })
      .filter(({ name }) => !denied.has(name))
      .map(({ type, name, timestamp }) => ({ type, name, timestamp }));
    const replaced = this.tables.replacements.last();
    const isBehind = since < office.changes_forgotten || (replaced && since <= replaced.change_time);
    return { events, serverTime, ...(isBehind && { full_refresh: true }) };
  }

  /** The latest time that a change in any office had, or that was returned. */
  latestTime(): number {
    return Math.max(this.clock.now(), this.tables.fileChanges.latest(), ...this.#times.values());
  }

  #recordChange(office: OfficeRow, type: FileChange['type'], name: string): void {
    // Later than every change before it and than every time that was returned, so that polling misses none.
    const timestamp = Math.max(this.clock.now(), this.#latestTime(office) + 1);
    this.#times.set(office.id, timestamp);
    const change = { type, name, timestamp };
    const { fileChanges, offices } = this.tables;
    fileChanges.insert({ office_id: office.id, ...change });
    const forgotten = fileChanges.keepLast({ office_id: office.id }, REMEMBERED.fileChanges);
    if (forgotten) offices.update({ id: office.id }, { changes_forgotten: forgotten.timestamp });
    this.#events.publish(office.id, 'file', change);
  }

  #latestTime(office: OfficeRow): number {
    const known = this.#times.get(office.id);
    if (known !== undefined) return known;
    const replaced = this.tables.replacements.last()?.change_time ?? -1;
    return Math.max(this.tables.fileChanges.latest(office.id), replaced + 1);
  }
}

/** Refuses names that a drive cannot hold, or that mean something else in a path. */
function checkFileName(name: string): void {
  if (name === '' || name === '.' || name === '..') throw badRequest('The file has no name.');
  if (name === '_changes')
    throw badRequest('A file cannot be called _changes: that name leads to another operation.');
  if (Buffer.byteLength(name) > FILE_NAME_BYTES)
    throw badRequest(`A file name has at most ${FILE_NAME_BYTES} bytes.`);
  if (/[\p{Cc}\p{Surrogate}]/u.test(name)) throw badRequest('A file name must not hold control characters.');
}
