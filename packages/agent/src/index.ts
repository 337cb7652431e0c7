// An agent: what it is, and how it runs
export type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
// How answers grow on the wire: for clients that show it
export { type AnswerPart, answerPart, GROWING_ANSWERS, readAnswerPart } from '@mitosislabs/xmtp/feed';
export type { Agent } from './Agent.ts';
export type { AgentDefinition } from './AgentDefinition.ts';
export type { AgentMemory } from './AgentMemory.ts';
export type { AgentMessage } from './AgentMessage.ts';
export type { AgentTask } from './AgentTask.ts';
// What it thinks with
export type { Brain } from './Brain.ts';
export type { BrainContext } from './BrainContext.ts';
export { BrainError } from './BrainError.ts';
export { defineAgent } from './defineAgent.ts';
export { echoBrain } from './echoBrain.ts';
export type { Reply } from './Reply.ts';
export type { RunOptions } from './RunOptions.ts';
