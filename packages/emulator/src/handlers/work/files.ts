import type { FileInfo } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { FileRow } from '../../store/tables/files.ts';

/** Serves the operations on files. */
export function files({ files, fileAccess }: Platform): Handlers<typeof contract.files> {
  return {
    upload: ({ office, body, caller }) => files.write(office, caller, body),

    list: ({ office, caller }) => files.list(office, caller).map(toFileInfo),

    download: ({ office, params, caller }) => files.read(office, caller, params.filename),

    delete({ office, params, caller }) {
      const { name } = files.get(office, caller, params.filename, 'write');
      files.delete(office, caller, name);
    },

    changes: ({ office, caller, query }) => files.changesSince(office, caller, query.since ?? 0),

    getPermissions({ office, params, caller }) {
      const { name } = files.get(office, caller, params.filename, 'read');
      return fileAccess.list(office, caller, name).map(({ agent_name, access }) => ({ agent_name, access }));
    },

    setPermissions({ office, params, caller, body }) {
      const { name } = files.get(office, caller, params.filename, 'write');
      fileAccess.set(office, name, body.agent_name, body.access);
    },
  };
}

function toFileInfo({ name, size, modified_at }: FileRow): FileInfo {
  return { name, size, modifiedAt: isoTime(modified_at) };
}
