export { AgentNotReadyError } from '../../waiting/AgentNotReadyError.ts';
export type { WaitOptions } from '../../waiting/poll.ts';
export { WaitTimeoutError } from '../../waiting/WaitTimeoutError.ts';
export type {
  ClaimTaskRequest,
  CreateTaskRequest,
  Task,
  TaskLogEntry,
  TaskStats,
  TasksQuery,
  UpdateTaskRequest,
} from './contract.ts';
export { TasksAPI } from './TasksAPI.ts';
