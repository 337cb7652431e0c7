// The emulator

// What its agents think with
export type { Brain, BrainContext } from './agents/Brain.ts';
export { echoBrain } from './agents/echoBrain.ts';
export type { Emulator, EmulatorUser } from './Emulator.ts';
export type { EmulatorOptions } from './EmulatorOptions.ts';
export type { Dialect } from './platform/Platform.ts';
// What goes wrong on purpose
export type { Fault, Faults, FaultyRequest } from './server/Faults.ts';
export type { Host } from './server/Host.ts';
export { startEmulator } from './startEmulator.ts';
