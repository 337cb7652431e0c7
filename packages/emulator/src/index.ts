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
export { readSeedFile } from './control/seed/readSeedFile.ts';
export type * from './control/types.ts';
export type { Faults, FaultyRequest } from './core/Faults.ts';
export type { Dialect } from './core/Settings.ts';
export type { Emulator } from './Emulator.ts';
export type { EmulatorOptions } from './EmulatorOptions.ts';
export { startEmulator } from './startEmulator.ts';
