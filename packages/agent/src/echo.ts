export type { Brain } from './brain/Brain.ts';
export type { BrainContext } from './brain/BrainContext.ts';
export { echoBrain } from './brain/echoBrain.ts';
