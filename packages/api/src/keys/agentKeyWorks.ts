import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import { AuthenticationError, PermissionDeniedError } from '@mitosislabs/transport/errors';
import { CapabilitiesAPI } from '../groups/capabilities/CapabilitiesAPI.ts';

/** Whether the platform accepts a key as that of an agent. Route: `GET /api/v1/offices/{officeId}/capabilities/self`. */
export async function agentKeyWorks(
  transport: TransportLike,
  officeId: string,
  agentId: string,
  signingKey: Uint8Array,
  call: RequestOptions,
): Promise<boolean> {
  try {
    await new CapabilitiesAPI(transport).self(officeId, { ...call, asAgent: { agentId, signingKey } });
  } catch (error) {
    if (error instanceof AuthenticationError) return false;
    // A 403 means that the key was accepted: only the permission is missing.
    if (!(error instanceof PermissionDeniedError)) throw error;
  }
  return true;
}
