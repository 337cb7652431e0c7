export { type Brain, type BrainContext, echoBrain } from '@mitosislabs/agent/echo';
export {
  type MessageLine,
  type ScriptCall,
  type ScriptedBrain,
  type ScriptedBrainOptions,
  type ScriptedRequest,
  type ScriptedSteps,
  type ScriptLine,
  type ScriptMatcher,
  type ScriptText,
  type ScriptTurn,
  scriptedBrain,
  type TaskLine,
} from '@mitosislabs/agent/scripted';
export type { EmulatorUser } from './control/accounts.ts';
export type { ClockControl, ClockState } from './control/ClockControl.ts';
export type { Control, EmulatorInfo } from './control/Control.ts';
export type { ActiveFaultRule, FaultControl, FaultRule } from './control/FaultControl.ts';
export type { LoggedRequest, RequestLog, RequestQuery } from './control/RequestLog.ts';
export { readSeedFile } from './control/seed/readSeedFile.ts';
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
export type {
  DateSkew,
  Delay,
  Fault,
  Faults,
  FaultyRequest,
  Refusal,
  SlowBody,
  StreamFault,
} from './core/Faults.ts';
export type { Host } from './core/Host.ts';
export type { LimitChanges, LimitSettings } from './core/LimitSettings.ts';
export type { Dialect } from './core/Settings.ts';
export type { Emulator } from './Emulator.ts';
export type { EmulatorOptions } from './EmulatorOptions.ts';
export { startEmulator } from './startEmulator.ts';
