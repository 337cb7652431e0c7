// The emulator

// What its agents think with
export { type Brain, type BrainContext, echoBrain } from '@mitosislabs/agent/echo';
export type { Emulator, EmulatorUser } from './Emulator.ts';
export type { EmulatorOptions } from './EmulatorOptions.ts';
export type { Dialect } from './platform/Platform.ts';
// What goes wrong on purpose
export type { Delay, Fault, Faults, FaultyRequest, Refusal } from './server/Faults.ts';
export type { Host } from './server/Host.ts';
export { startEmulator } from './startEmulator.ts';
