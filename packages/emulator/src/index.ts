export { type Brain, type BrainContext, echoBrain } from '@mitosislabs/agent/echo';
export type { Delay, Fault, Faults, FaultyRequest, Refusal } from './core/Faults.ts';
export type { Host } from './core/Host.ts';
export type { Dialect } from './core/Settings.ts';
export type { Emulator, EmulatorUser } from './Emulator.ts';
export type { EmulatorOptions } from './EmulatorOptions.ts';
export { startEmulator } from './startEmulator.ts';
