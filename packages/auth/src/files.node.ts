// Node only, without a stub for browsers: only the Node files of other packages import it.
export { type AcquireOptions, acquireLock, LockBusyError } from './files/acquireLock.node.ts';
export { errnoOf, type NewFileCheck, syncFolder } from './files/disk.node.ts';
export { FolderLock, LockLostError } from './files/FolderLock.node.ts';
export { hasEnded, newToken, type ProcessIdentity, parseToken } from './files/processToken.node.ts';
export { isTemporaryName, removeLeftovers, temporaryName } from './files/temporaryFiles.node.ts';
export { moveToNew, type WriteOptions, writeAtomically } from './files/writeAtomically.node.ts';
