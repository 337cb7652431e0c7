import type { Extension, MarketplaceItem } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { ExtensionRow, MarketplaceRow } from '../../store/tables/extensions.ts';

/** Serves the operations on extensions and the marketplace. */
export function extensions({ extensions }: Platform): Handlers<typeof contract.extensions> {
  return {
    register: ({ office, body }) => toExtension(extensions.register(office, body)),

    list: ({ office }) => extensions.list(office).map(toExtension),

    get: ({ office, params }) => toExtension(extensions.get(office, params.extId)),

    delete: ({ office, params }) => extensions.delete(office, params.extId),

    install: ({ office, body }) => extensions.install(office, body.extId),

    uninstall: ({ office, params }) => extensions.uninstall(office, params.extId),

    marketplaceList: () => extensions.marketplace().map(toMarketplaceItem),

    marketplaceGet: ({ params }) => toMarketplaceItem(extensions.offered(params.extId)),

    marketplacePublish: ({ body, caller }) => extensions.publish(caller, body),
  };
}

function toExtension({ id, name, office_id, manifest, created_at }: ExtensionRow): Extension {
  return {
    id,
    name,
    office_id,
    ...(manifest !== null && { manifest: JSON.parse(manifest) }),
    created_at: isoTime(created_at),
  };
}

function toMarketplaceItem({ id, name, description, author, installs }: MarketplaceRow): MarketplaceItem {
  return {
    id,
    name,
    ...(description !== null && { description }),
    ...(author !== null && { author }),
    installs,
  };
}
