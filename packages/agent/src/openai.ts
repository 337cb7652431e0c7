export { BrainError } from './BrainError.ts';
export { type OpenAIOptions, openaiBrain } from './openai/openaiBrain.ts';
