// For agents, the other end of a session: reads and writes conversations.

export { isMissing, isOutcomeUnknown, isRetryable } from './errors/requestFailure.ts';
export { type EventReader, followEvents, type StreamEnd } from './office/followEvents.ts';
export { type AnswerPart, answerPart, readAnswerPart, STREAMING_ANSWERS } from './protocol/answerPart.ts';
export {
  ackFrame,
  endFrame,
  readSessionFrame,
  type SessionFrame,
  startFrame,
} from './protocol/sessionFrames.ts';
export { type MessageTrace, readTrace, TRACE_CONTEXT, traceDigest } from './protocol/traceContext.ts';
export { Conversation } from './receive/Conversation.ts';
export { GroupThread } from './receive/GroupThread.ts';
export { isMessage, MessageFeed, type ReadNewest } from './receive/MessageFeed.ts';
export { PageOrder } from './receive/PageOrder.ts';
export type { CallOptions, Thread } from './receive/Thread.ts';
export { Delivery, type DeliveryOptions, type Found, type Posting } from './send/Delivery.ts';
