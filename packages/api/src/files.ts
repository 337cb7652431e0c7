export type { FileData } from './FileData.ts';
export { FilesAPI } from './FilesAPI.ts';
export type { ChangesQuery } from './types/ChangesQuery.ts';
export type { FileChange } from './types/FileChange.ts';
export type { FileChangesResponse } from './types/FileChangesResponse.ts';
export type { FileInfo } from './types/FileInfo.ts';
export type { FilePermission } from './types/FilePermission.ts';
export type { FileProgress, UploadOptions } from './UploadOptions.ts';
