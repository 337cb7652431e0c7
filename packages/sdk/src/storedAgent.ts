import { workingAgentKey } from '@mitosislabs/api/keys';
import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator } from '@mitosislabs/auth/authenticators';
import { MitosisError } from '@mitosislabs/auth/errors';
import type { Keystore } from '@mitosislabs/keystore';
import type { Transport } from '@mitosislabs/transport';
import { noAgentKey } from './storedConfig.ts';

/** Reads the key of an agent from the keystore. */
export async function storedAgent(
  keystore: Keystore,
  agentId: string,
  transport: Transport,
  officeId?: string,
): Promise<Authenticator> {
  const office = officeId ?? (await onlyOffice(keystore, agentId));
  const { endpoint } = transport;
  const signingKey = await workingAgentKey(keystore, transport, office, agentId, { endpoint });
  if (!signingKey) throw noAgentKey(keystore, office, agentId);
  return agentAuthenticator({ agentId, signingKey });
}

async function onlyOffice(keystore: Keystore, agentId: string): Promise<string> {
  const offices: string[] = [];
  for (const office of await keystore.listOffices()) {
    if ((await keystore.listAgentKeys(office)).includes(agentId)) offices.push(office);
  }
  const [office, ...others] = offices;
  if (office === undefined) throw noAgentKey(keystore, '<office>', agentId);
  if (others.length === 0) return office;
  throw new MitosisError(`There are keys for agents called ${agentId} in ${offices.length} offices.`, {
    code: 'ambiguous_agent',
    hint: `Name the office: \`client.as('${agentId}', officeId)\`.`,
  });
}
