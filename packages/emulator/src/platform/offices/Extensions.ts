import { randomUUID } from 'node:crypto';
import type { CreateExtensionRequest } from '@mitosislabs/api';
import type { Caller } from '../../core/Caller.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { ExtensionRow, MarketplaceRow } from '../../store/tables/extensions.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { Service } from '../Service.ts';

/** The extensions of offices, and the marketplace. */
export class Extensions extends Service {
  /** Registers an extension that an office wrote itself. */
  register(office: OfficeRow, { name, manifest, panel_html }: CreateExtensionRequest): ExtensionRow {
    if (name.trim() === '') throw badRequest('name must not be empty.');
    return this.#add(office, {
      id: randomUUID(),
      name,
      manifest: manifest === undefined ? null : JSON.stringify(manifest),
      panel_html: panel_html ?? null,
      installed: 0,
    });
  }

  /** The extensions of an office, oldest first. */
  list(office: OfficeRow): ExtensionRow[] {
    return this.tables.extensions.all({ office_id: office.id });
  }

  /** The extension of that id; 404 if there is none. */
  get(office: OfficeRow, id: string): ExtensionRow {
    const extension = this.tables.extensions.find({ office_id: office.id, id });
    if (!extension) throw notFound(`extension ${id} in this office`);
    return extension;
  }

  delete(office: OfficeRow, id: string): void {
    this.get(office, id);
    this.tables.extensions.delete({ office_id: office.id, id });
  }

  /** Installs an extension of the marketplace; does nothing if the office has it. */
  install(office: OfficeRow, extId: string): void {
    const { id, name, manifest, panel_html, installs } = this.offered(extId);
    if (this.tables.extensions.find({ office_id: office.id, id })) return;
    this.#add(office, { id, name, manifest, panel_html, installed: 1 });
    this.tables.marketplace.update({ id }, { installs: installs + 1 });
  }

  /** Removes an extension that came from the marketplace. */
  uninstall(office: OfficeRow, id: string): void {
    if (this.get(office, id).installed === 0) throw notFound(`installed extension ${id} in this office`);
    this.tables.extensions.delete({ office_id: office.id, id });
  }

  /** All extensions of the marketplace, by name. */
  marketplace(): MarketplaceRow[] {
    return this.tables.marketplace.all({}, { orderBy: 'name, id' });
  }

  /** The extension of that id in the marketplace; 404 if there is none. */
  offered(id: string): MarketplaceRow {
    const item = this.tables.marketplace.find({ id });
    if (!item) throw notFound(`extension ${id} in the marketplace`);
    return item;
  }

  /** Publishes an extension, and replaces an earlier version by the same caller. */
  publish(caller: Caller, data: unknown): void {
    const item = { ...itemIn(data), publisher: caller.id };
    const known = this.tables.marketplace.find({ id: item.id });
    if (known && known.publisher !== caller.id) {
      throw new ApiError(409, 'name_taken', `${item.id} was published by another caller.`);
    }
    this.tables.marketplace.upsert({ ...item, installs: known?.installs ?? 0 });
  }

  #add(office: OfficeRow, parts: Omit<ExtensionRow, 'office_id' | 'created_at'>): ExtensionRow {
    if (this.tables.extensions.find({ office_id: office.id, name: parts.name })) {
      throw new ApiError(409, 'name_taken', `The office has an extension called ${parts.name}.`);
    }
    const extension = { ...parts, office_id: office.id, created_at: this.clock.now() };
    this.tables.extensions.insert(extension);
    return extension;
  }
}

/** (A) Reads an extension to publish: an object with a name; `id`, `description`, `author`, `manifest`, `panel_html` may be absent. */
function itemIn(data: unknown): Omit<MarketplaceRow, 'installs' | 'publisher'> {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw badRequest('The body must be an object.');
  const fields = data as Record<string, unknown>;
  const text = (field: string): string | null => {
    const value = fields[field] ?? null;
    if (value !== null && (typeof value !== 'string' || value.trim() === '')) {
      throw badRequest(`${field} must be a text that is not empty.`);
    }
    return value;
  };
  const name = text('name');
  if (name === null) throw badRequest('name is missing.');
  const id = text('id') ?? randomUUID();
  if (id === 'publish' || id === 'install')
    throw badRequest(`id cannot be ${id}: it leads to another operation.`);
  const { manifest = null } = fields;
  if (typeof manifest !== 'object' || Array.isArray(manifest))
    throw badRequest('manifest must be an object.');
  return {
    id,
    name,
    description: text('description'),
    author: text('author'),
    manifest: manifest === null ? null : JSON.stringify(manifest),
    panel_html: text('panel_html'),
  };
}
