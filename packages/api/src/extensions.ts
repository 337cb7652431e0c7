export { ExtensionsAPI } from './ExtensionsAPI.ts';
export type { CreateExtensionRequest } from './types/CreateExtensionRequest.ts';
export type { Extension } from './types/Extension.ts';
export type { InstallExtensionRequest } from './types/InstallExtensionRequest.ts';
export type { MarketplaceItem } from './types/MarketplaceItem.ts';
