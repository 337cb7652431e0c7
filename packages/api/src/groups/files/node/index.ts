export { LocalFileError } from './LocalFileError.ts';
export { type DownloadToOptions, NodeFilesAPI, type UploadFromOptions } from './NodeFilesAPI.ts';
