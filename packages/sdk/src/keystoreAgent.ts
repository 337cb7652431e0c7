import type { Authenticator } from '@mitosislabs/auth';
import type { Keystore } from '@mitosislabs/keystore';
import type { Transport } from '@mitosislabs/transport';

/** An agent with only a name, until it first signs. */
interface NamedAgent extends Authenticator {
  readonly agentId: string;
}

/** Authenticates as an agent whose key is in the keystore. The key is looked up when the first request is signed. */
export function keystoreAgent(
  keystore: Keystore,
  agentId: string,
  transport: Transport,
  officeId?: string,
): NamedAgent {
  let loading: Promise<Authenticator> | undefined;
  const load = async (): Promise<Authenticator> => {
    const { storedAgent } = await import('./storedAgent.ts');
    return storedAgent(keystore, agentId, transport, officeId);
  };
  return {
    method: 'agent',
    agentId,
    async authorize(request) {
      loading ??= load().catch((error: unknown) => {
        // The key may be there the next time.
        loading = undefined;
        throw error;
      });
      return (await loading).authorize(request);
    },
  };
}
