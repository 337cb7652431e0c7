export type { PreparedTransfer, TransferStatus } from './contract.ts';
export { TransferAPI } from './TransferAPI.ts';
