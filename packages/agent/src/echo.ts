export type { Brain } from './Brain.ts';
export type { BrainContext } from './BrainContext.ts';
export { echoBrain } from './echoBrain.ts';
