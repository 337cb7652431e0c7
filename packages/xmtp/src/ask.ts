// Asking an agent: one question, and its answer among all that the agent writes in the conversation.

export { type AnswerListener, Answers } from './ask/Answers.ts';
export { type AskOptions, ask } from './ask/ask.ts';
export { type QuestionOptions, Questions } from './ask/Questions.ts';
