import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../core/Handler.ts';
import { fileAnswer } from '../platform/answers.ts';
import {
  changesSince,
  deleteFile,
  requireAccess,
  requireFile,
  visibleFiles,
  writeFile,
} from '../platform/files.ts';
import { requireAgent } from '../platform/requireAgent.ts';

/** What the operations on files do. */
export const files: Handlers<typeof contract.files> = {
  upload({ platform, office, body, caller }) {
    requireAccess(platform, office, caller, body.name, 'write');
    writeFile(platform, office, body.name, body.content);
  },

  list: ({ platform, office, caller }) => visibleFiles(platform, office, caller).map(fileAnswer),

  download({ platform, office, params, caller }) {
    const { name } = requireFile(platform, office, params.filename);
    requireAccess(platform, office, caller, name, 'read');
    return { name, content: platform.store.files.content(office.id, name) ?? new Uint8Array() };
  },

  delete({ platform, office, params, caller }) {
    const { name } = requireFile(platform, office, params.filename);
    requireAccess(platform, office, caller, name, 'write');
    deleteFile(platform, office, name);
  },

  changes: ({ platform, office, caller, query }) => changesSince(platform, office, caller, query.since ?? 0),

  getPermissions({ platform, office, params, caller }) {
    const { name } = requireFile(platform, office, params.filename);
    requireAccess(platform, office, caller, name, 'read');
    const all = platform.store.files.permissions(office.id, name);
    return all.filter(({ agent_name }) => caller.kind === 'user' || agent_name === caller.agent.name);
  },

  setPermissions({ platform, office, params, body }) {
    const { name } = requireFile(platform, office, params.filename);
    requireAgent(platform, office, body.agent_name);
    platform.store.files.setPermission(office.id, name, body.agent_name, body.access);
  },
};
