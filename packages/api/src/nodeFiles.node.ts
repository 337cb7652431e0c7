export { LocalFileError } from './node/LocalFileError.ts';
export { moveToNew } from './node/moveToNew.ts';
export { type DownloadToOptions, NodeFilesAPI, type UploadFromOptions } from './node/NodeFilesAPI.ts';
