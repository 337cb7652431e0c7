export { type AIBrainOptions, type AIModel, aiBrain } from './brain/aiBrain.ts';
export type {
  MitosisClientLike,
  MitosisModelOptions,
  MitosisProviderSettings,
} from './MitosisProviderSettings.ts';
export { createMitosis, type MitosisProvider, mitosis } from './mitosis.ts';
