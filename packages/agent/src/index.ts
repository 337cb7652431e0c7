// An agent: what it is, and how it runs
export type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
// How answers grow on the wire: for clients that show it
export { type AnswerPart, answerPart, GROWING_ANSWERS, readAnswerPart } from '@mitosislabs/xmtp/feed';
export type { Agent } from './Agent.ts';
export type { AgentDefinition } from './AgentDefinition.ts';
// What it thinks with
export type { Brain } from './brain/Brain.ts';
export type { BrainContext } from './brain/BrainContext.ts';
export { BrainError } from './brain/BrainError.ts';
export { echoBrain } from './brain/echoBrain.ts';
export { defineAgent } from './defineAgent.ts';
export type { AgentMemory } from './memory/AgentMemory.ts';
export type { AgentMessage } from './messages/AgentMessage.ts';
export type { Reply } from './messages/Reply.ts';
export type { RunOptions } from './RunOptions.ts';
export type { AgentTask } from './tasks/AgentTask.ts';
