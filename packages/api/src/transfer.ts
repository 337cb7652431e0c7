export { TransferAPI } from './TransferAPI.ts';
export type { PreparedTransfer } from './types/PreparedTransfer.ts';
export type { TransferStatus } from './types/TransferStatus.ts';
