export type {
  CreateExtensionRequest,
  Extension,
  InstallExtensionRequest,
  MarketplaceItem,
} from './contract.ts';
export { ExtensionsAPI } from './ExtensionsAPI.ts';
