import { anything, list } from '../schema.ts';
import { createExtensionRequestSchema } from '../types/CreateExtensionRequest.ts';
import { extensionSchema } from '../types/Extension.ts';
import { installExtensionRequestSchema } from '../types/InstallExtensionRequest.ts';
import { marketplaceItemSchema } from '../types/MarketplaceItem.ts';
import type { Group } from './Endpoint.ts';

/** `POST …/extensions/install` is an operation of its own. */
const reserved = { extId: ['install'] } as const;

/** The operations on extensions and the marketplace. */
export const extensions = {
  register: {
    name: 'extensions.register',
    route: 'POST /api/v1/offices/{officeId}/extensions',
    body: createExtensionRequestSchema,
    answer: 'json',
    output: extensionSchema,
    repeat: 'keyed',
    lookup: 'extensions.list',
    errors: [409],
  },
  list: {
    name: 'extensions.list',
    route: 'GET /api/v1/offices/{officeId}/extensions',
    answer: 'json',
    output: list(extensionSchema),
    repeat: 'safe',
  },
  get: {
    name: 'extensions.get',
    route: 'GET /api/v1/offices/{officeId}/extensions/{extId}',
    answer: 'json',
    output: extensionSchema,
    reserved,
    repeat: 'safe',
  },
  delete: {
    name: 'extensions.delete',
    route: 'DELETE /api/v1/offices/{officeId}/extensions/{extId}',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
    lookup: 'extensions.list',
  },
  install: {
    name: 'extensions.install',
    route: 'POST /api/v1/offices/{officeId}/extensions/install',
    body: installExtensionRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    lookup: 'extensions.list',
  },
  uninstall: {
    name: 'extensions.uninstall',
    route: 'DELETE /api/v1/offices/{officeId}/extensions/{extId}/uninstall',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
    lookup: 'extensions.list',
  },
  marketplaceList: {
    name: 'extensions.marketplaceList',
    route: 'GET /api/v1/marketplace',
    answer: 'json',
    output: list(marketplaceItemSchema),
    repeat: 'safe',
  },
  marketplaceGet: {
    name: 'extensions.marketplaceGet',
    route: 'GET /api/v1/marketplace/{extId}',
    answer: 'json',
    output: marketplaceItemSchema,
    reserved: { extId: ['publish'] },
    repeat: 'safe',
  },
  marketplacePublish: {
    name: 'extensions.marketplacePublish',
    route: 'POST /api/v1/marketplace/publish',
    body: anything,
    argument: 'data',
    answer: 'none',
    repeat: 'keyed',
    lookup: 'extensions.marketplaceList',
  },
} as const satisfies Group;
