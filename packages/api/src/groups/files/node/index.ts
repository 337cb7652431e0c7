export { LocalFileError } from './LocalFileError.ts';
export { moveToNew } from './moveToNew.ts';
export { type DownloadToOptions, NodeFilesAPI, type UploadFromOptions } from './NodeFilesAPI.ts';
