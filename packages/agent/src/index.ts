export type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
export { type AnswerPart, answerPart, readAnswerPart, STREAMING_ANSWERS } from '@mitosislabs/xmtp/feed';
export type { Agent } from './Agent.ts';
export type {
  MessageActivity,
  QueueActivity,
  TaskActivity,
  ToolActivity,
} from './AgentActivity.ts';
export type { AgentDefinition } from './AgentDefinition.ts';
export type { Brain } from './brain/Brain.ts';
export type { BrainContext } from './brain/BrainContext.ts';
export { BrainError } from './brain/BrainError.ts';
export type { BrainMemory } from './brain/BrainMemory.ts';
export { echoBrain } from './brain/echoBrain.ts';
export { exceedsContext } from './brain/exceedsContext.ts';
export type {
  JSONSchema,
  Model,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ToolCall,
  ToolDescription,
} from './brain/Model.ts';
export { defineAgent } from './defineAgent.ts';
export type { AgentMemory } from './memory/AgentMemory.ts';
export type { AgentMessage } from './messages/AgentMessage.ts';
export type { Reply } from './messages/Reply.ts';
export type { ModelBrainOptions } from './model/ModelBrainOptions.ts';
export { modelBrain } from './model/modelBrain.ts';
export { type OfficeToolName, type OfficeToolsOptions, officeTools } from './officeTools/officeTools.ts';
export type { RunOptions } from './run/RunOptions.ts';
export { type FleetAgent, type FleetOptions, runFleet } from './runFleet.ts';
export type { AgentLease, AgentState, StateProcess, StateView } from './state/AgentState.ts';
export type { AgentTask } from './tasks/AgentTask.ts';
export type {
  OutputOf,
  PathSegment,
  StandardSchema,
  Validation,
  ValidationIssue,
} from './tools/StandardSchema.ts';
export type { ToolContext } from './tools/ToolContext.ts';
export { type Tool, type ToolOptions, type ToolSource, tool } from './tools/tool.ts';
