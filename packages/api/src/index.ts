// Offices

export type {
  ClusterStatus,
  ComponentStatus,
  CreateOfficeRequest,
  Office,
  OfficeSecret,
  OfficeSettings,
} from './groups/offices/contract.ts';
export { OfficesAPI } from './groups/offices/OfficesAPI.ts';

// Employees: the agents of an office

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
} from './groups/employees/activity.ts';
export type { EmployeeAction, PromoteRequest, SkillsRequest } from './groups/employees/contract.ts';
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
} from './groups/employees/Employee.ts';
export { EmployeesAPI } from './groups/employees/EmployeesAPI.ts';

// Tasks

export type {
  ClaimTaskRequest,
  CreateTaskRequest,
  Task,
  TaskLogEntry,
  TaskStats,
  TasksQuery,
  UpdateTaskRequest,
} from './groups/tasks/contract.ts';
export { TasksAPI } from './groups/tasks/TasksAPI.ts';

// Files

export type { FileData } from './contract/FileData.ts';
export type {
  ChangesQuery,
  FileChange,
  FileChangesResponse,
  FileInfo,
  FilePermission,
} from './groups/files/contract.ts';
export { FilesAPI } from './groups/files/FilesAPI.ts';
export type { FileProgress, UploadOptions } from './groups/files/UploadOptions.ts';

// Credits, usage and quota

export { CreditsAPI } from './groups/credits/CreditsAPI.ts';
export type {
  AddCreditsRequest,
  CreditBalance,
  CreditHistoryEntry,
  LLMUsageSummary,
  PageQuery,
  Quota,
  SetQuotaRequest,
  UsageSummary,
} from './groups/credits/contract.ts';

// XMTP over REST

export type {
  CreateGroupRequest,
  LimitQuery,
  SendXMTPMessageRequest,
  XMTPConversation,
  XMTPGroup,
  XMTPMessage,
} from './groups/xmtpApi/contract.ts';
export { XMTPAPI } from './groups/xmtpApi/XMTPAPI.ts';

// The message bus

export type { PoolStats, SendMessageRequest } from './groups/messages/contract.ts';
export { MessagesAPI } from './groups/messages/MessagesAPI.ts';

// Integrations

export type { IntegrationSecret, ModelInfo, SetSecretRequest } from './groups/integrations/contract.ts';
export { IntegrationsAPI } from './groups/integrations/IntegrationsAPI.ts';

// Extensions and the marketplace

export type {
  CreateExtensionRequest,
  Extension,
  InstallExtensionRequest,
  MarketplaceItem,
} from './groups/extensions/contract.ts';
export { ExtensionsAPI } from './groups/extensions/ExtensionsAPI.ts';

// Events

export { EventsAPI } from './groups/events/EventsAPI.ts';

// Callbacks

export { CallbacksAPI } from './groups/callbacks/CallbacksAPI.ts';
export type { PodCallback, PodEventRequest } from './groups/callbacks/contract.ts';

// Backups

export { BackupsAPI } from './groups/backups/BackupsAPI.ts';
export type { Backup, BackupsQuery } from './groups/backups/contract.ts';

// Environment variables

export type { EnvVar, SetEnvRequest } from './groups/env/contract.ts';
export { EnvAPI } from './groups/env/EnvAPI.ts';

// Delegates

export type { CreateDelegateRequest, Delegate } from './groups/delegates/contract.ts';
export { DelegatesAPI } from './groups/delegates/DelegatesAPI.ts';

// The workspace

export type { ExecRequest, ExecResponse, WorkspaceHealth } from './groups/workspace/contract.ts';
export { WorkspaceAPI } from './groups/workspace/WorkspaceAPI.ts';

// Roles

export type { Role } from './groups/roles/contract.ts';
export { RolesAPI } from './groups/roles/RolesAPI.ts';

// Transfer of agents

export type { PreparedTransfer, TransferStatus } from './groups/transfer/contract.ts';
export { TransferAPI } from './groups/transfer/TransferAPI.ts';

// LLM ping

export type { PingResult } from './groups/llmPing/contract.ts';
export { LLMPingAPI } from './groups/llmPing/LLMPingAPI.ts';

// WhatsApp

export type {
  WhatsAppAgent,
  WhatsAppAgentStatus,
  WhatsAppQRStatus,
  WhatsAppStatus,
} from './groups/whatsapp/contract.ts';
export { WhatsAppAPI } from './groups/whatsapp/WhatsAppAPI.ts';

// The browser

export { ChromiumAPI } from './groups/chromium/ChromiumAPI.ts';
export type { ChromiumInstance } from './groups/chromium/contract.ts';

// Capabilities

export { CapabilitiesAPI } from './groups/capabilities/CapabilitiesAPI.ts';

// The code proxies

export { ProxyAPI } from './groups/proxy/ProxyAPI.ts';

// Shared

export type { APIError, Paginated } from './contract/shared.ts';

// Waiting and paging

export type { FollowLogsOptions } from './groups/employees/followLogs.ts';
export { AgentNotReadyError } from './waiting/AgentNotReadyError.ts';
export type { PagedList } from './waiting/PagedList.ts';
export type { WaitOptions } from './waiting/poll.ts';
export { WaitTimeoutError } from './waiting/WaitTimeoutError.ts';

// Response validation

export {
  type ContractViolation,
  type ResponseValidationOptions,
  type ResponseValidator,
  responseValidator,
} from './runtime/responseValidator.ts';
