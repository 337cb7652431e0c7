// Offices

export { OfficesAPI } from './OfficesAPI.ts';
export type { ClusterStatus } from './types/ClusterStatus.ts';
export type { ComponentStatus } from './types/ComponentStatus.ts';
export type { CreateOfficeRequest } from './types/CreateOfficeRequest.ts';
export type { Office } from './types/Office.ts';
export type { OfficeSecret } from './types/OfficeSecret.ts';
export type { OfficeSettings } from './types/OfficeSettings.ts';

// Employees: the agents of an office

export { EmployeesAPI } from './EmployeesAPI.ts';
export type { ActivityEvent } from './types/ActivityEvent.ts';
export type { ActivityQuery } from './types/ActivityQuery.ts';
export type { AgentKitConfig } from './types/AgentKitConfig.ts';
export type { AgentKitOwner } from './types/AgentKitOwner.ts';
export type { BackupConfig } from './types/BackupConfig.ts';
export type { BedrockCredentials } from './types/BedrockCredentials.ts';
export type { ChatSession } from './types/ChatSession.ts';
export type { Employee } from './types/Employee.ts';
export type { EmployeeAction } from './types/EmployeeAction.ts';
export type { EmployeeChannels } from './types/EmployeeChannels.ts';
export type { EmployeeLastError } from './types/EmployeeLastError.ts';
export type { EmployeeLogs } from './types/EmployeeLogs.ts';
export type { EmployeePresence } from './types/EmployeePresence.ts';
export type { EmployeeResources } from './types/EmployeeResources.ts';
export type { EmployeeStatus } from './types/EmployeeStatus.ts';
export type { Heartbeat } from './types/Heartbeat.ts';
export type { HireRequest } from './types/HireRequest.ts';
export type { LogsQuery } from './types/LogsQuery.ts';
export type { PromoteRequest } from './types/PromoteRequest.ts';
export type { SkillsRequest } from './types/SkillsRequest.ts';
export type { StatusEvent } from './types/StatusEvent.ts';
export type { UpdateEmployeeRequest } from './types/UpdateEmployeeRequest.ts';

// Tasks

export { TasksAPI } from './TasksAPI.ts';
export type { ClaimTaskRequest } from './types/ClaimTaskRequest.ts';
export type { CreateTaskRequest } from './types/CreateTaskRequest.ts';
export type { Task } from './types/Task.ts';
export type { TaskLogEntry } from './types/TaskLogEntry.ts';
export type { TaskStats } from './types/TaskStats.ts';
export type { UpdateTaskRequest } from './types/UpdateTaskRequest.ts';

// Files

export type { FileData } from './FileData.ts';
export { FilesAPI } from './FilesAPI.ts';
export type { ChangesQuery } from './types/ChangesQuery.ts';
export type { FileChange } from './types/FileChange.ts';
export type { FileChangesResponse } from './types/FileChangesResponse.ts';
export type { FileInfo } from './types/FileInfo.ts';
export type { FilePermission } from './types/FilePermission.ts';
export type { FileProgress, UploadOptions } from './UploadOptions.ts';

// Credits, usage and quota

export { CreditsAPI } from './CreditsAPI.ts';
export type { AddCreditsRequest } from './types/AddCreditsRequest.ts';
export type { CreditBalance } from './types/CreditBalance.ts';
export type { CreditHistoryEntry } from './types/CreditHistoryEntry.ts';
export type { LLMUsageSummary } from './types/LLMUsageSummary.ts';
export type { PageQuery } from './types/PageQuery.ts';
export type { Quota } from './types/Quota.ts';
export type { SetQuotaRequest } from './types/SetQuotaRequest.ts';
export type { UsageSummary } from './types/UsageSummary.ts';

// XMTP over REST

export type { CreateGroupRequest } from './types/CreateGroupRequest.ts';
export type { LimitQuery } from './types/LimitQuery.ts';
export type { SendXMTPMessageRequest } from './types/SendXMTPMessageRequest.ts';
export type { XMTPConversation } from './types/XMTPConversation.ts';
export type { XMTPGroup } from './types/XMTPGroup.ts';
export type { XMTPMessage } from './types/XMTPMessage.ts';
export { XMTPAPI } from './XMTPAPI.ts';

// The message bus

export { MessagesAPI } from './MessagesAPI.ts';
export type { PoolStats } from './types/PoolStats.ts';
export type { SendMessageRequest } from './types/SendMessageRequest.ts';

// Integrations

export { IntegrationsAPI } from './IntegrationsAPI.ts';
export type { IntegrationSecret } from './types/IntegrationSecret.ts';
export type { ModelInfo } from './types/ModelInfo.ts';
export type { SetSecretRequest } from './types/SetSecretRequest.ts';

// Extensions and the marketplace

export { ExtensionsAPI } from './ExtensionsAPI.ts';
export type { CreateExtensionRequest } from './types/CreateExtensionRequest.ts';
export type { Extension } from './types/Extension.ts';
export type { InstallExtensionRequest } from './types/InstallExtensionRequest.ts';
export type { MarketplaceItem } from './types/MarketplaceItem.ts';

// Events

export { EventsAPI } from './EventsAPI.ts';

// Callbacks

export { CallbacksAPI } from './CallbacksAPI.ts';
export type { PodCallback } from './types/PodCallback.ts';
export type { PodEventRequest } from './types/PodEventRequest.ts';

// Backups

export { BackupsAPI } from './BackupsAPI.ts';
export type { Backup } from './types/Backup.ts';
export type { BackupsQuery } from './types/BackupsQuery.ts';

// Environment variables

export { EnvAPI } from './EnvAPI.ts';
export type { EnvVar } from './types/EnvVar.ts';
export type { SetEnvRequest } from './types/SetEnvRequest.ts';

// Delegates

export { DelegatesAPI } from './DelegatesAPI.ts';
export type { CreateDelegateRequest } from './types/CreateDelegateRequest.ts';
export type { Delegate } from './types/Delegate.ts';

// The workspace

export type { ExecRequest } from './types/ExecRequest.ts';
export type { ExecResponse } from './types/ExecResponse.ts';
export type { WorkspaceHealth } from './types/WorkspaceHealth.ts';
export { WorkspaceAPI } from './WorkspaceAPI.ts';

// Roles

export { RolesAPI } from './RolesAPI.ts';
export type { Role } from './types/Role.ts';

// Transfer of agents

export { TransferAPI } from './TransferAPI.ts';
export type { PreparedTransfer } from './types/PreparedTransfer.ts';
export type { TransferStatus } from './types/TransferStatus.ts';

// LLM ping

export { LLMPingAPI } from './LLMPingAPI.ts';
export type { PingResult } from './types/PingResult.ts';

// WhatsApp

export type { WhatsAppAgent } from './types/WhatsAppAgent.ts';
export type { WhatsAppAgentStatus } from './types/WhatsAppAgentStatus.ts';
export type { WhatsAppQRStatus } from './types/WhatsAppQRStatus.ts';
export type { WhatsAppStatus } from './types/WhatsAppStatus.ts';
export { WhatsAppAPI } from './WhatsAppAPI.ts';

// The browser

export { ChromiumAPI } from './ChromiumAPI.ts';
export type { ChromiumInstance } from './types/ChromiumInstance.ts';

// Capabilities

export { CapabilitiesAPI } from './CapabilitiesAPI.ts';

// The code proxies

export { ProxyAPI } from './ProxyAPI.ts';

// Shared

export type { APIError } from './types/APIError.ts';
export type { Paginated } from './types/Paginated.ts';

// Waiting and paging

export { AgentNotReadyError } from './AgentNotReadyError.ts';
export type { FollowLogsOptions } from './followLogs.ts';
export type { PagedList } from './PagedList.ts';
export type { WaitOptions } from './poll.ts';
export { WaitTimeoutError } from './WaitTimeoutError.ts';

// Checking answers

export type { AnswerCheck, AnswerCheckOptions, Drift } from './answerCheck.ts';
export { answerCheck } from './answerCheck.ts';
