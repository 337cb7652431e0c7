import { assertOptions, kindOf, type OptionNames } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentSigner } from '../signing/AgentSigner.ts';
import { assertAgentId } from '../signing/assertAgent.ts';
import { signWith } from '../signing/signWith.ts';
import type { Authenticator } from './Authenticator.ts';

/**
 * Authenticates as an agent whose private key is elsewhere: in a KMS, in hardware, or in another thread. Pass it to a client as
 * `auth`.
 *
 * @param signer - The agent's name, and the function that signs a digest.
 * @returns an authenticator that sends `X-Agent-Id`, `X-Timestamp` and `X-Signature`. Its `authorize` throws an
 * {@link InvalidArgumentError} when the function returns no signature.
 * @throws {@link InvalidArgumentError} when the name cannot be a header, or `sign` is no function.
 *
 * @example
 * ```ts
 * import { type AgentSigner, type Authenticator, signerAuthenticator } from '@mitosislabs/auth';
 *
 * export function asAria(kms: Pick<AgentSigner, 'sign'>): Authenticator {
 *   return signerAuthenticator({ agentId: 'aria', sign: (digest) => kms.sign(digest) });
 * }
 * ```
 */
export function signerAuthenticator(signer: AgentSigner): Authenticator & { readonly agentId: string } {
  assertAgentId('signer.agentId', signer?.agentId);
  assertOptions('signer', signer, { agentId: true, sign: true } satisfies OptionNames<AgentSigner>);
  if (typeof signer.sign !== 'function') {
    throw new InvalidArgumentError('signer.sign', `must be a function, got ${kindOf(signer.sign)}`);
  }
  const own: AgentSigner = { agentId: signer.agentId, sign: signer.sign.bind(signer) };
  return {
    method: 'agent',
    agentId: own.agentId,
    async authorize({ method, target, time }) {
      return { ...(await signWith(own, method, target, Math.floor(time / 1000))) };
    },
  };
}
