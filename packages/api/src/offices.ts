export { OfficesAPI } from './OfficesAPI.ts';
export type { ClusterStatus } from './types/ClusterStatus.ts';
export type { ComponentStatus } from './types/ComponentStatus.ts';
export type { CreateOfficeRequest } from './types/CreateOfficeRequest.ts';
export type { Office } from './types/Office.ts';
export type { OfficeSecret } from './types/OfficeSecret.ts';
export type { OfficeSettings } from './types/OfficeSettings.ts';
