/** The types of the control plane: those of `@mitosislabs/emulator` and of `@mitosislabs/emulator/control`. */
export type { DateSkew, Delay, Fault, Refusal, SlowBody, StreamFault } from '../core/Faults.ts';
export type { Host } from '../core/Host.ts';
export type { LimitChanges, LimitSettings } from '../core/LimitSettings.ts';
export type { ClockControl, ClockState } from './ClockControl.ts';
export type { Control, EmulatorInfo } from './Control.ts';
export type { ActiveFaultRule, FaultControl, FaultRule } from './FaultControl.ts';
export type { LoggedRequest, RequestLog, RequestQuery } from './RequestLog.ts';
export type {
  Seed,
  SeedAgent,
  Seeded,
  SeedFile,
  SeedMessage,
  SeedOffice,
  SeedTask,
  SeedUser,
} from './seed/Seed.ts';
