export type { WaitOptions } from './poll.ts';
export { TasksAPI } from './TasksAPI.ts';
export type { ClaimTaskRequest } from './types/ClaimTaskRequest.ts';
export type { CreateTaskRequest } from './types/CreateTaskRequest.ts';
export type { Task } from './types/Task.ts';
export type { TaskLogEntry } from './types/TaskLogEntry.ts';
export type { TaskStats } from './types/TaskStats.ts';
export type { UpdateTaskRequest } from './types/UpdateTaskRequest.ts';
export { WaitTimeoutError } from './WaitTimeoutError.ts';
