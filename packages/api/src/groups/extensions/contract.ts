import { all, none } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import {
  array,
  number,
  optional,
  record,
  type Schema,
  shape,
  string,
  unknown,
} from '../../contract/schema.ts';

/** An extension to register. */
export interface CreateExtensionRequest {
  /** The name of the extension. */
  name: string;
  /** The description of the extension. */
  manifest?: Record<string, unknown>;
  /** The HTML of its panel. */
  panel_html?: string;
}

/** The schema of {@link CreateExtensionRequest}. */
export const createExtensionRequestSchema: Schema<CreateExtensionRequest> = shape<CreateExtensionRequest>({
  name: string,
  manifest: optional(record),
  panel_html: optional(string),
});

/** A panel that extends an office. */
export interface Extension {
  /** Unique id. */
  id: string;
  /** The name of the extension. */
  name: string;
  /** The office that registered it. */
  office_id: string;
  /** The description of the extension. */
  manifest?: Record<string, unknown>;
  /** When it was registered: ISO 8601. */
  created_at: string;
}

/** The schema of {@link Extension}. */
export const extensionSchema: Schema<Extension> = shape<Extension>({
  id: string,
  name: string,
  office_id: string,
  manifest: optional(record),
  created_at: string,
});

/** An extension to install. */
export interface InstallExtensionRequest {
  /** Its id. */
  extId: string;
}

/** The schema of {@link InstallExtensionRequest}. */
export const installExtensionRequestSchema: Schema<InstallExtensionRequest> = shape<InstallExtensionRequest>({
  extId: string,
});

/** An extension on the marketplace. */
export interface MarketplaceItem {
  /** Unique id. */
  id: string;
  /** The name of the extension. */
  name: string;
  /** A description of the extension. */
  description?: string;
  /** The author. */
  author?: string;
  /** The number of installations. */
  installs: number;
}

/** The schema of {@link MarketplaceItem}. */
export const marketplaceItemSchema: Schema<MarketplaceItem> = shape<MarketplaceItem>({
  id: string,
  name: string,
  description: optional(string),
  author: optional(string),
  installs: number,
});

/** `POST …/extensions/install` is an operation of its own. */
const reserved = { extId: ['install'] } as const;

/** The operations on extensions and the marketplace. */
export const extensions = group('extensions', {
  register: {
    route: 'POST /api/v1/offices/{officeId}/extensions',
    body: createExtensionRequestSchema,
    responseType: 'json',
    output: extensionSchema,
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'extensions.list',
    errors: [409],
  },
  list: {
    route: 'GET /api/v1/offices/{officeId}/extensions',
    responseType: 'json',
    output: array(extensionSchema),
    idempotency: 'safe',
    access: all,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/extensions/{extId}',
    responseType: 'json',
    output: extensionSchema,
    reserved,
    idempotency: 'safe',
    access: all,
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/extensions/{extId}',
    responseType: 'none',
    reserved,
    idempotency: 'idempotent',
    access: none,
    lookup: 'extensions.list',
  },
  install: {
    route: 'POST /api/v1/offices/{officeId}/extensions/install',
    body: installExtensionRequestSchema,
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'extensions.list',
  },
  uninstall: {
    route: 'DELETE /api/v1/offices/{officeId}/extensions/{extId}/uninstall',
    responseType: 'none',
    reserved,
    idempotency: 'idempotent',
    access: none,
    lookup: 'extensions.list',
  },
  marketplaceList: {
    route: 'GET /api/v1/marketplace',
    responseType: 'json',
    output: array(marketplaceItemSchema),
    idempotency: 'safe',
    access: all,
  },
  marketplaceGet: {
    route: 'GET /api/v1/marketplace/{extId}',
    responseType: 'json',
    output: marketplaceItemSchema,
    reserved: { extId: ['publish'] },
    idempotency: 'safe',
    access: all,
  },
  marketplacePublish: {
    route: 'POST /api/v1/marketplace/publish',
    body: unknown,
    argument: 'data',
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: none,
    lookup: 'extensions.marketplaceList',
  },
} as const satisfies Operations);
