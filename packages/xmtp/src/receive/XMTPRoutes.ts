import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';

/** The calls that sessions need: the five of `XMTPAPI` that read and write conversations. */
export type XMTPRoutes = Pick<
  XMTPAPI,
  'listConversations' | 'getConversationMessages' | 'sendToConversation' | 'getMessages' | 'send'
>;

/** The calls that groups need: the seven of `XMTPAPI` for groups. */
export type GroupRoutes = Pick<
  XMTPAPI,
  | 'listGroups'
  | 'createGroup'
  | 'getGroupMessages'
  | 'sendGroupMessage'
  | 'addMember'
  | 'removeMember'
  | 'renameGroup'
>;

/** The calls of each transport: sessions of one transport share its server's clock. */
const known = new WeakMap<TransportLike, XMTPAPI>();

/** Returns the calls over a transport; anything else must be the calls themselves. */
export function routesOf<T extends Partial<XMTPRoutes>>(api: T | TransportLike): T | XMTPAPI {
  if (typeof api !== 'object' || api === null) {
    throw new InvalidArgumentError('api', `must be a Transport or an XMTPAPI, got ${kindOf(api)}`);
  }
  if (!('request' in api) || 'listConversations' in api) return api as T;
  const routes = known.get(api) ?? new XMTPAPI(api);
  known.set(api, routes);
  return routes;
}

/** The name under which a client posts: the agent's own when the transport signs as one, else that of users. */
export function senderOf(api: object): string {
  const agentId: unknown = Reflect.get(api, 'agentId');
  return typeof agentId === 'string' && agentId !== '' ? agentId : SDK_USER;
}
