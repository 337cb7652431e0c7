export { MitosisError } from '@mitosislabs/auth/errors';
export type { ClockControl, ClockState } from './control/ClockControl.ts';
export type { Control, EmulatorInfo } from './control/Control.ts';
export type { ActiveFaultRule, FaultControl, FaultRule } from './control/FaultControl.ts';
export { type ControlConnection, connectControl } from './control/http/connectControl.ts';
export { formatRequests } from './control/log/formatRequests.ts';
export type { LoggedRequest, RequestLog, RequestQuery } from './control/RequestLog.ts';
export type {
  Seed,
  SeedAgent,
  Seeded,
  SeedFile,
  SeedMessage,
  SeedOffice,
  SeedTask,
  SeedUser,
} from './control/seed/Seed.ts';
export type { DateSkew, Delay, Fault, Refusal, SlowBody, StreamFault } from './core/Faults.ts';
export type { Host } from './core/Host.ts';
export type { LimitChanges, LimitSettings } from './core/LimitSettings.ts';
