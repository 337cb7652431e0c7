// What the other end of a session, an agent, reads and writes conversations with.
export { onAbort } from './abort.ts';
export { type AnswerPart, answerPart, GROWING_ANSWERS, readAnswerPart } from './answerPart.ts';
export { type CallOptions, Conversation } from './Conversation.ts';
export { Delivery, type DeliveryOptions, type Found, type Posting } from './Delivery.ts';
export { GroupThread } from './GroupThread.ts';
export { MessageFeed, type ReadNewest } from './MessageFeed.ts';
export { PageOrder } from './PageOrder.ts';
export { isRetryable, retryDelay } from './requestFailure.ts';
export { Serial } from './Serial.ts';
export { readSessionFrame, type SessionFrame } from './sessionFrames.ts';
export type { Thread } from './Thread.ts';
export { Wakeup } from './Wakeup.ts';
