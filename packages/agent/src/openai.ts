export { BrainError } from './brain/BrainError.ts';
export { type OpenAIOptions, openaiBrain } from './openai/openaiBrain.ts';
