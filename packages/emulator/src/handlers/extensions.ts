import { randomUUID } from 'node:crypto';
import type { Extension, MarketplaceItem } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import { type Caller, callerId } from '../core/Caller.ts';
import { isoTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import type { Platform } from '../platform/Platform.ts';
import type { ExtensionRow, OfferRow } from '../store/ExtensionStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';

/** What the operations on extensions and the marketplace do. */
export const extensions: Handlers<typeof contract.extensions> = {
  register({ platform, office, body }) {
    const { name, manifest, panel_html } = body;
    if (name.trim() === '') throw badRequest('name must not be empty.');
    const extension = newExtension(platform, office, {
      id: randomUUID(),
      name,
      manifest: manifest === undefined ? null : JSON.stringify(manifest),
      panel_html: panel_html ?? null,
      installed: 0,
    });
    return extensionAnswer(extension);
  },

  list: ({ platform, office }) => platform.store.extensions.ofOffice(office.id).map(extensionAnswer),

  get: ({ platform, office, params }) => extensionAnswer(requireExtension(platform, office, params.extId)),

  delete({ platform, office, params }) {
    platform.store.extensions.delete(office.id, requireExtension(platform, office, params.extId).id);
  },

  install({ platform, office, body }) {
    const { id, name, manifest, panel_html } = requireOffer(platform, body.extId);
    if (platform.store.extensions.byId(office.id, id)) return;
    newExtension(platform, office, { id, name, manifest, panel_html, installed: 1 });
    platform.store.extensions.countInstall(id);
  },

  uninstall({ platform, office, params }) {
    const { id, installed } = requireExtension(platform, office, params.extId);
    if (installed === 0) throw notFound(`installed extension ${id} in this office`);
    platform.store.extensions.delete(office.id, id);
  },

  marketplaceList: ({ platform }) => platform.store.extensions.offers().map(offerAnswer),

  marketplaceGet: ({ platform, params }) => offerAnswer(requireOffer(platform, params.extId)),

  marketplacePublish({ platform, body, caller }) {
    const offer = offerIn(body, caller);
    const known = platform.store.extensions.offer(offer.id);
    if (known && known.publisher !== offer.publisher) {
      throw new ApiError(409, 'name_taken', `${offer.id} was published by somebody else.`);
    }
    platform.store.extensions.publish({ ...offer, installs: known?.installs ?? 0 });
  },
};

function newExtension(
  platform: Platform,
  office: OfficeRow,
  what: Omit<ExtensionRow, 'office_id' | 'created_at'>,
): ExtensionRow {
  if (platform.store.extensions.byName(office.id, what.name)) {
    throw new ApiError(409, 'name_taken', `The office has an extension called ${what.name}.`);
  }
  const extension: ExtensionRow = { ...what, office_id: office.id, created_at: platform.now() };
  platform.store.extensions.insert(extension);
  return extension;
}

function requireExtension(platform: Platform, office: OfficeRow, id: string): ExtensionRow {
  const extension = platform.store.extensions.byId(office.id, id);
  if (!extension) throw notFound(`extension ${id} in this office`);
  return extension;
}

function requireOffer(platform: Platform, id: string): OfferRow {
  const offer = platform.store.extensions.offer(id);
  if (!offer) throw notFound(`extension ${id} in the marketplace`);
  return offer;
}

/** (A) What is published: an object with a name; `id`, `description`, `author`, `manifest`, `panel_html` as may be. */
function offerIn(data: unknown, caller: Caller): Omit<OfferRow, 'installs'> {
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
    publisher: callerId(caller),
  };
}

function extensionAnswer({ id, name, office_id, manifest, created_at }: ExtensionRow): Extension {
  return {
    id,
    name,
    office_id,
    ...(manifest !== null && { manifest: JSON.parse(manifest) }),
    created_at: isoTime(created_at),
  };
}

function offerAnswer({ id, name, description, author, installs }: OfferRow): MarketplaceItem {
  return {
    id,
    name,
    ...(description !== null && { description }),
    ...(author !== null && { author }),
    installs,
  };
}
