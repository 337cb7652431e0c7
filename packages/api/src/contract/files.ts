import { list } from '../schema.ts';
import { changesQuerySchema } from '../types/ChangesQuery.ts';
import { fileChangesResponseSchema } from '../types/FileChangesResponse.ts';
import { fileInfoSchema } from '../types/FileInfo.ts';
import { filePermissionSchema } from '../types/FilePermission.ts';
import type { Group } from './Endpoint.ts';

/** `GET …/files/_changes` is an operation of its own. */
const reserved = { filename: ['_changes'] } as const;

/** The operations on files. */
export const files = {
  upload: {
    name: 'files.upload',
    route: 'POST /api/v1/offices/{officeId}/files',
    multipart: 'file',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
    lookup: 'files.list',
  },
  list: {
    name: 'files.list',
    route: 'GET /api/v1/offices/{officeId}/files',
    answer: 'json',
    output: list(fileInfoSchema),
    repeat: 'safe',
  },
  download: {
    name: 'files.download',
    route: 'GET /api/v1/offices/{officeId}/files/{filename}',
    answer: 'bytes',
    reserved,
    repeat: 'safe',
  },
  delete: {
    name: 'files.delete',
    route: 'DELETE /api/v1/offices/{officeId}/files/{filename}',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
    lookup: 'files.list',
  },
  changes: {
    name: 'files.changes',
    route: 'GET /api/v1/offices/{officeId}/files/_changes',
    query: changesQuerySchema,
    queryField: 'since',
    argument: 'since',
    answer: 'json',
    output: fileChangesResponseSchema,
    repeat: 'safe',
  },
  getPermissions: {
    name: 'files.getPermissions',
    route: 'GET /api/v1/offices/{officeId}/files/{filename}/permissions',
    answer: 'json',
    output: list(filePermissionSchema),
    reserved,
    repeat: 'safe',
  },
  setPermissions: {
    name: 'files.setPermissions',
    route: 'PUT /api/v1/offices/{officeId}/files/{filename}/permissions',
    body: filePermissionSchema,
    argument: 'perms',
    answer: 'none',
    reserved,
    repeat: 'idempotent',
    lookup: 'files.getPermissions',
  },
} as const satisfies Group;
