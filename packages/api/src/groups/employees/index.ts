export { AgentNotReadyError } from '../../waiting/AgentNotReadyError.ts';
export type { PagedList } from '../../waiting/PagedList.ts';
export type { WaitOptions } from '../../waiting/poll.ts';
export { WaitTimeoutError } from '../../waiting/WaitTimeoutError.ts';
export type {
  ActivityEvent,
  ActivityQuery,
  ChatSession,
  EmployeeLastError,
  EmployeeLogs,
  EmployeePresence,
  Heartbeat,
  LogsQuery,
  StatusEvent,
} from './activity.ts';
export type { EmployeeAction, PromoteRequest, SkillsRequest } from './contract.ts';
export type {
  AgentKitConfig,
  AgentKitOwner,
  BackupConfig,
  BedrockCredentials,
  Employee,
  EmployeeChannels,
  EmployeeResources,
  EmployeeSettings,
  EmployeeStatus,
  HireRequest,
  UpdateEmployeeRequest,
} from './Employee.ts';
export { EmployeesAPI } from './EmployeesAPI.ts';
export type { FollowLogsOptions } from './followLogs.ts';
