export type { FileData } from '../../contract/FileData.ts';
export type { ChangesQuery, FileChange, FileChangesResponse, FileInfo, FilePermission } from './contract.ts';
export { FilesAPI } from './FilesAPI.ts';
export type { FileProgress, UploadOptions } from './UploadOptions.ts';
