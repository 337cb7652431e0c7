import { none, readFiles, writeFiles } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import {
  array,
  boolean,
  enumOf,
  number,
  optional,
  type Schema,
  shape,
  string,
  time,
} from '../../contract/schema.ts';

/** The time from which to list changes. */
export interface ChangesQuery {
  /**
   * ms since 1970 by the server's clock; the `serverTime` of the last response. Default: all changes that the server
   * remembers.
   */
  since?: number;
}

/** The schema of {@link ChangesQuery}. */
export const changesQuerySchema: Schema<ChangesQuery> = shape<ChangesQuery>({
  since: optional(time),
});

/** A change to a file. */
export interface FileChange {
  /** Whether it was written or deleted. */
  type: 'upload' | 'delete';
  /** The file's name. */
  name: string;
  /** When: ms since 1970 by the server's clock. */
  timestamp: number;
}

/** The schema of {@link FileChange}. */
export const fileChangeSchema: Schema<FileChange> = shape<FileChange>({
  type: enumOf('upload', 'delete'),
  name: string,
  timestamp: number,
});

/** The changes to an office's files since a point in time. */
export interface FileChangesResponse {
  /** The changes, oldest first. */
  events: FileChange[];
  /** The server's time, in ms since 1970. Pass it as `since` the next time. */
  serverTime: number;
  /** `true` when the server does not remember changes from that time: list the files again. */
  full_refresh?: boolean;
}

/** The schema of {@link FileChangesResponse}. */
export const fileChangesResponseSchema: Schema<FileChangesResponse> = shape<FileChangesResponse>({
  events: array(fileChangeSchema),
  serverTime: number,
  full_refresh: optional(boolean),
});

/** A file on an office's shared drive. */
export interface FileInfo {
  /** Its name. */
  name: string;
  /** Its size in bytes. */
  size: number;
  /** When it was last written: ISO 8601. */
  modifiedAt: string;
}

/** The schema of {@link FileInfo}. */
export const fileInfoSchema: Schema<FileInfo> = shape<FileInfo>({
  name: string,
  size: number,
  modifiedAt: string,
});

/** An agent's access to a file. */
export interface FilePermission {
  /** The agent. */
  agent_name: string;
  /** The level of access. `write` includes reading. */
  access: 'none' | 'read' | 'write';
}

/** The schema of {@link FilePermission}. */
export const filePermissionSchema: Schema<FilePermission> = shape<FilePermission>({
  agent_name: string,
  access: enumOf('none', 'read', 'write'),
});

/** `GET …/files/_changes` is an operation of its own. */
const reserved = { filename: ['_changes'] } as const;

/** The operations on files. */
export const files = group('files', {
  upload: {
    route: 'POST /api/v1/offices/{officeId}/files',
    multipart: 'file',
    responseType: 'none',
    reserved,
    idempotency: 'idempotent',
    access: writeFiles,
    lookup: 'files.list',
  },
  list: {
    route: 'GET /api/v1/offices/{officeId}/files',
    responseType: 'json',
    output: array(fileInfoSchema),
    idempotency: 'safe',
    access: readFiles,
  },
  download: {
    route: 'GET /api/v1/offices/{officeId}/files/{filename}',
    responseType: 'bytes',
    reserved,
    idempotency: 'safe',
    access: readFiles,
  },
  delete: {
    route: 'DELETE /api/v1/offices/{officeId}/files/{filename}',
    responseType: 'none',
    reserved,
    idempotency: 'idempotent',
    access: writeFiles,
    lookup: 'files.list',
  },
  changes: {
    route: 'GET /api/v1/offices/{officeId}/files/_changes',
    query: changesQuerySchema,
    queryField: 'since',
    argument: 'since',
    responseType: 'json',
    output: fileChangesResponseSchema,
    idempotency: 'safe',
    access: readFiles,
  },
  getPermissions: {
    route: 'GET /api/v1/offices/{officeId}/files/{filename}/permissions',
    responseType: 'json',
    output: array(filePermissionSchema),
    reserved,
    idempotency: 'safe',
    access: readFiles,
  },
  setPermissions: {
    route: 'PUT /api/v1/offices/{officeId}/files/{filename}/permissions',
    body: filePermissionSchema,
    argument: 'perms',
    responseType: 'none',
    reserved,
    idempotency: 'idempotent',
    access: none,
    lookup: 'files.getPermissions',
  },
} as const satisfies Operations);
