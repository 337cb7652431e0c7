export { MitosisError } from '@mitosislabs/auth/errors';
export { type ControlConnection, connectControl } from './control/http/connectControl.ts';
export { formatRequests } from './control/log/formatRequests.ts';
export type * from './control/types.ts';
