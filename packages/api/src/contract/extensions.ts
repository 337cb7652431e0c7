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
    summary: 'Registers an extension.',
    body: createExtensionRequestSchema,
    answer: 'json',
    output: extensionSchema,
    repeat: 'keyed',
    errors: [409],
  },
  list: {
    name: 'extensions.list',
    route: 'GET /api/v1/offices/{officeId}/extensions',
    summary: 'Lists the extensions of an office.',
    answer: 'json',
    output: list(extensionSchema),
    repeat: 'safe',
  },
  get: {
    name: 'extensions.get',
    route: 'GET /api/v1/offices/{officeId}/extensions/{extId}',
    summary: 'Gets one extension.',
    answer: 'json',
    output: extensionSchema,
    reserved,
    repeat: 'safe',
  },
  delete: {
    name: 'extensions.delete',
    route: 'DELETE /api/v1/offices/{officeId}/extensions/{extId}',
    summary: 'Deletes an extension.',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
  },
  install: {
    name: 'extensions.install',
    route: 'POST /api/v1/offices/{officeId}/extensions/install',
    summary: 'Installs an extension from the marketplace.',
    body: installExtensionRequestSchema,
    answer: 'none',
    repeat: 'keyed',
  },
  uninstall: {
    name: 'extensions.uninstall',
    route: 'DELETE /api/v1/offices/{officeId}/extensions/{extId}/uninstall',
    summary: 'Takes an installed extension out of an office.',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
  },
  marketplaceList: {
    name: 'extensions.marketplaceList',
    route: 'GET /api/v1/marketplace',
    summary: 'Lists what the marketplace offers.',
    answer: 'json',
    output: list(marketplaceItemSchema),
    repeat: 'safe',
  },
  marketplaceGet: {
    name: 'extensions.marketplaceGet',
    route: 'GET /api/v1/marketplace/{extId}',
    summary: 'Gets one offer of the marketplace.',
    answer: 'json',
    output: marketplaceItemSchema,
    reserved: { extId: ['publish'] },
    repeat: 'safe',
  },
  marketplacePublish: {
    name: 'extensions.marketplacePublish',
    route: 'POST /api/v1/marketplace/publish',
    summary: 'Offers an extension to all.',
    body: anything,
    argument: 'data',
    answer: 'none',
    repeat: 'keyed',
  },
} as const satisfies Group;
