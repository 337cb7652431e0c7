export type {
  ClusterStatus,
  ComponentStatus,
  CreateOfficeRequest,
  Office,
  OfficeSecret,
  OfficeSettings,
} from './contract.ts';
export { OfficesAPI } from './OfficesAPI.ts';
