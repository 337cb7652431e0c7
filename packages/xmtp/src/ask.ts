// Asks an agent one question, and finds its answer among all messages of the conversation.

export { type AnswerListener, Answers } from './ask/Answers.ts';
export { type AskOptions, ask } from './ask/ask.ts';
export { type QuestionOptions, Questions } from './ask/Questions.ts';
