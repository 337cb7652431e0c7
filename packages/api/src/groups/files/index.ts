export type { ChangesQuery, FileChange, FileChangesResponse, FileInfo, FilePermission } from './contract.ts';
export type { FileData } from './FileData.ts';
export { FilesAPI } from './FilesAPI.ts';
export type { FileProgress, UploadOptions } from './UploadOptions.ts';
