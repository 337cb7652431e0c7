import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on the workspace. */
export function workspace({ workspace }: Platform): Handlers<typeof contract.workspace> {
  return {
    exec: ({ office, caller, body, signal }) => workspace.exec(office, caller, body, signal),

    health: ({ office }) => ({ healthy: workspace.isHealthy(office) }),
  };
}
