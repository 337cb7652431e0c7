// Derived from fixtures/ by signatures.test.ts; `vitest -u` writes it anew.
// biome-ignore-all format: one line each
// biome-ignore-all assist/source/organizeImports: as derived
import type { RequestOptions, ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import { expectTypeOf, test } from 'vitest';
import type {
  APIError,
  ActivityEvent,
  ActivityQuery,
  AddCreditsRequest,
  AgentKitConfig,
  AgentKitOwner,
  Backup,
  BackupConfig,
  BackupsAPI,
  CallbacksAPI,
  CapabilitiesAPI,
  ChatSession,
  ChromiumAPI,
  ChromiumInstance,
  ClusterStatus,
  ComponentStatus,
  CreateDelegateRequest,
  CreateExtensionRequest,
  CreateGroupRequest,
  CreateOfficeRequest,
  CreateTaskRequest,
  CreditBalance,
  CreditHistoryEntry,
  CreditsAPI,
  Delegate,
  DelegatesAPI,
  Employee,
  EmployeeAction,
  EmployeeChannels,
  EmployeeLogs,
  EmployeeResources,
  EmployeeStatus,
  EmployeesAPI,
  EnvAPI,
  EnvVar,
  EventsAPI,
  ExecRequest,
  ExecResponse,
  Extension,
  ExtensionsAPI,
  FileChange,
  FileChangesResponse,
  FileData,
  FileInfo,
  FilePermission,
  FilesAPI,
  HireRequest,
  IntegrationSecret,
  IntegrationsAPI,
  LLMPingAPI,
  LLMUsageSummary,
  MarketplaceItem,
  MessagesAPI,
  ModelInfo,
  Office,
  OfficeSettings,
  OfficesAPI,
  Paginated,
  PingResult,
  PodCallback,
  PodEventRequest,
  PoolStats,
  PromoteRequest,
  ProxyAPI,
  Quota,
  Role,
  RolesAPI,
  SendMessageRequest,
  SendXMTPMessageRequest,
  SetEnvRequest,
  SetQuotaRequest,
  SetSecretRequest,
  SkillsRequest,
  Task,
  TaskStats,
  TasksAPI,
  TransferAPI,
  TransferStatus,
  UpdateEmployeeRequest,
  UpdateTaskRequest,
  UploadOptions,
  UsageSummary,
  WhatsAppAPI,
  WhatsAppAgentStatus,
  WhatsAppQRStatus,
  WhatsAppStatus,
  WorkspaceAPI,
  XMTPAPI,
  XMTPConversation,
  XMTPGroup,
  XMTPMessage,
} from './index.ts';

test('default: every method has the recorded arguments and result', () => {
  expectTypeOf<Parameters<OfficesAPI['create']>>().toEqualTypeOf<[req: CreateOfficeRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['create']>>>().toEqualTypeOf<Office & { existing?: boolean }>();
  expectTypeOf<Parameters<OfficesAPI['list']>>().toEqualTypeOf<[options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['list']>>>().toEqualTypeOf<Office[]>();
  expectTypeOf<Parameters<OfficesAPI['get']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['get']>>>().toEqualTypeOf<Office>();
  expectTypeOf<Parameters<OfficesAPI['getSettings']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['getSettings']>>>().toEqualTypeOf<OfficeSettings>();
  expectTypeOf<Parameters<OfficesAPI['updateSettings']>>().toEqualTypeOf<[officeId: string, settings: Partial<OfficeSettings>, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['updateSettings']>>>().toEqualTypeOf<OfficeSettings>();
  expectTypeOf<Parameters<OfficesAPI['delete']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<OfficesAPI['status']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['status']>>>().toEqualTypeOf<ClusterStatus>();
  expectTypeOf<Parameters<OfficesAPI['kubeconfig']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['kubeconfig']>>>().toEqualTypeOf<string>();
  expectTypeOf<Parameters<OfficesAPI['transfer']>>().toEqualTypeOf<[officeId: string, newOwnerId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['transfer']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<OfficesAPI['rotateSecret']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['rotateSecret']>>>().toEqualTypeOf<{ secret: string; }>();
  expectTypeOf<Parameters<OfficesAPI['setSecret']>>().toEqualTypeOf<[officeId: string, secretName: string, value: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['setSecret']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<OfficesAPI['suspend']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['suspend']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<OfficesAPI['resume']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<OfficesAPI['resume']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['hire']>>().toEqualTypeOf<[officeId: string, req: HireRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['hire']>>>().toEqualTypeOf<Employee>();
  expectTypeOf<Parameters<EmployeesAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['list']>>>().toEqualTypeOf<Employee[]>();
  expectTypeOf<Parameters<EmployeesAPI['get']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['get']>>>().toEqualTypeOf<Employee>();
  expectTypeOf<Parameters<EmployeesAPI['update']>>().toEqualTypeOf<[officeId: string, name: string, req: UpdateEmployeeRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['update']>>>().toEqualTypeOf<Employee>();
  expectTypeOf<Parameters<EmployeesAPI['delete']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['logs']>>().toEqualTypeOf<[officeId: string, name: string, opts?: { tail?: number; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['logs']>>>().toEqualTypeOf<EmployeeLogs>();
  expectTypeOf<Parameters<EmployeesAPI['activity']>>().toEqualTypeOf<[officeId: string, name: string, query?: ActivityQuery, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['activity']>>>().toEqualTypeOf<ActivityEvent[]>();
  expectTypeOf<Parameters<EmployeesAPI['presence']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['presence']>>>().toEqualTypeOf<{ online: boolean; last_seen?: string; }>();
  expectTypeOf<Parameters<EmployeesAPI['lastError']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['lastError']>>>().toEqualTypeOf<{ error?: string; timestamp?: string; }>();
  expectTypeOf<Parameters<EmployeesAPI['action']>>().toEqualTypeOf<[officeId: string, name: string, action: EmployeeAction, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['action']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<EmployeesAPI['promote']>>().toEqualTypeOf<[officeId: string, name: string, req: PromoteRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['promote']>>>().toEqualTypeOf<Employee>();
  expectTypeOf<Parameters<EmployeesAPI['setSkills']>>().toEqualTypeOf<[officeId: string, name: string, req: SkillsRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['setSkills']>>>().toEqualTypeOf<Employee>();
  expectTypeOf<Parameters<EmployeesAPI['logStatusEvent']>>().toEqualTypeOf<[officeId: string, name: string, event: { type: string; message?: string; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['logStatusEvent']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['archive']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['archive']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['restore']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['restore']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['rotateCredentials']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['rotateCredentials']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['lifecycle']>>().toEqualTypeOf<[officeId: string, name: string, action: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['lifecycle']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['events']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['events']>>>().toEqualTypeOf<unknown[]>();
  expectTypeOf<Parameters<EmployeesAPI['chatSessions']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['chatSessions']>>>().toEqualTypeOf<ChatSession[]>();
  expectTypeOf<Parameters<TasksAPI['create']>>().toEqualTypeOf<[officeId: string, req: CreateTaskRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['create']>>>().toEqualTypeOf<Task>();
  expectTypeOf<Parameters<TasksAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['list']>>>().toEqualTypeOf<Task[]>();
  expectTypeOf<Parameters<TasksAPI['get']>>().toEqualTypeOf<[officeId: string, taskId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['get']>>>().toEqualTypeOf<Task>();
  expectTypeOf<Parameters<TasksAPI['stats']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['stats']>>>().toEqualTypeOf<TaskStats>();
  expectTypeOf<Parameters<FilesAPI['upload']>>().toEqualTypeOf<[officeId: string, filename: string, data: FileData, options?: UploadOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['upload']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<FilesAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['list']>>>().toEqualTypeOf<FileInfo[]>();
  expectTypeOf<Parameters<FilesAPI['download']>>().toEqualTypeOf<[officeId: string, filename: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['download']>>>().toEqualTypeOf<Response>();
  expectTypeOf<Parameters<FilesAPI['delete']>>().toEqualTypeOf<[officeId: string, filename: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<FilesAPI['changes']>>().toEqualTypeOf<[officeId: string, since?: number, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['changes']>>>().toEqualTypeOf<FileChangesResponse>();
  expectTypeOf<Parameters<FilesAPI['getPermissions']>>().toEqualTypeOf<[officeId: string, filename: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['getPermissions']>>>().toEqualTypeOf<FilePermission[]>();
  expectTypeOf<Parameters<FilesAPI['setPermissions']>>().toEqualTypeOf<[officeId: string, filename: string, perms: FilePermission, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<FilesAPI['setPermissions']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<CreditsAPI['balance']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['balance']>>>().toEqualTypeOf<CreditBalance>();
  expectTypeOf<Parameters<CreditsAPI['add']>>().toEqualTypeOf<[officeId: string, req: AddCreditsRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['add']>>>().toEqualTypeOf<CreditBalance>();
  expectTypeOf<Parameters<CreditsAPI['history']>>().toEqualTypeOf<[officeId: string, opts?: { limit?: number; offset?: number; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['history']>>>().toEqualTypeOf<CreditHistoryEntry[]>();
  expectTypeOf<Parameters<CreditsAPI['usage']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['usage']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<CreditsAPI['usageCurrent']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['usageCurrent']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<CreditsAPI['usageSummary']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['usageSummary']>>>().toEqualTypeOf<UsageSummary>();
  expectTypeOf<Parameters<CreditsAPI['llmUsage']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['llmUsage']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<CreditsAPI['llmUsageSummary']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['llmUsageSummary']>>>().toEqualTypeOf<LLMUsageSummary>();
  expectTypeOf<Parameters<CreditsAPI['agentUsage']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['agentUsage']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<CreditsAPI['quota']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['quota']>>>().toEqualTypeOf<Quota>();
  expectTypeOf<Parameters<CreditsAPI['setQuota']>>().toEqualTypeOf<[officeId: string, req: SetQuotaRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CreditsAPI['setQuota']>>>().toEqualTypeOf<Quota>();
  expectTypeOf<Parameters<XMTPAPI['listConversations']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['listConversations']>>>().toEqualTypeOf<XMTPConversation[]>();
  expectTypeOf<Parameters<XMTPAPI['getMessages']>>().toEqualTypeOf<[officeId: string, agentName: string, peerName: string, opts?: { limit?: number; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['getMessages']>>>().toEqualTypeOf<XMTPMessage[]>();
  expectTypeOf<Parameters<XMTPAPI['send']>>().toEqualTypeOf<[officeId: string, req: SendXMTPMessageRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['send']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<XMTPAPI['listGroups']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['listGroups']>>>().toEqualTypeOf<XMTPGroup[]>();
  expectTypeOf<Parameters<XMTPAPI['createGroup']>>().toEqualTypeOf<[officeId: string, req: CreateGroupRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['createGroup']>>>().toEqualTypeOf<XMTPGroup>();
  expectTypeOf<Parameters<XMTPAPI['getGroupMessages']>>().toEqualTypeOf<[officeId: string, groupId: string, opts?: { limit?: number; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['getGroupMessages']>>>().toEqualTypeOf<XMTPMessage[]>();
  expectTypeOf<Parameters<XMTPAPI['sendGroupMessage']>>().toEqualTypeOf<[officeId: string, groupId: string, req: SendXMTPMessageRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['sendGroupMessage']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<XMTPAPI['addMember']>>().toEqualTypeOf<[officeId: string, groupId: string, agentName: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['addMember']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<XMTPAPI['removeMember']>>().toEqualTypeOf<[officeId: string, groupId: string, agentName: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['removeMember']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<XMTPAPI['renameGroup']>>().toEqualTypeOf<[officeId: string, groupId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['renameGroup']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<IntegrationsAPI['listProviderModels']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<IntegrationsAPI['listProviderModels']>>>().toEqualTypeOf<ModelInfo[]>();
  expectTypeOf<Parameters<IntegrationsAPI['ensureSecret']>>().toEqualTypeOf<[officeId: string, integrationId: string, key: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<IntegrationsAPI['ensureSecret']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<IntegrationsAPI['deleteSecret']>>().toEqualTypeOf<[officeId: string, integrationId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<IntegrationsAPI['deleteSecret']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<IntegrationsAPI['toggleAgent']>>().toEqualTypeOf<[officeId: string, integrationId: string, agentName: string, enabled: boolean, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<IntegrationsAPI['toggleAgent']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<IntegrationsAPI['syncClaudeCodeKey']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<IntegrationsAPI['syncClaudeCodeKey']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ExtensionsAPI['register']>>().toEqualTypeOf<[officeId: string, req: CreateExtensionRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['register']>>>().toEqualTypeOf<Extension>();
  expectTypeOf<Parameters<ExtensionsAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['list']>>>().toEqualTypeOf<Extension[]>();
  expectTypeOf<Parameters<ExtensionsAPI['get']>>().toEqualTypeOf<[officeId: string, extId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['get']>>>().toEqualTypeOf<Extension>();
  expectTypeOf<Parameters<ExtensionsAPI['delete']>>().toEqualTypeOf<[officeId: string, extId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ExtensionsAPI['install']>>().toEqualTypeOf<[officeId: string, req: { extId: string; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['install']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ExtensionsAPI['uninstall']>>().toEqualTypeOf<[officeId: string, extId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['uninstall']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ExtensionsAPI['marketplaceList']>>().toEqualTypeOf<[options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['marketplaceList']>>>().toEqualTypeOf<MarketplaceItem[]>();
  expectTypeOf<Parameters<ExtensionsAPI['marketplaceGet']>>().toEqualTypeOf<[extId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['marketplaceGet']>>>().toEqualTypeOf<MarketplaceItem>();
  expectTypeOf<Parameters<ExtensionsAPI['marketplacePublish']>>().toEqualTypeOf<[data: unknown, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ExtensionsAPI['marketplacePublish']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EventsAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EventsAPI['list']>>>().toEqualTypeOf<unknown[]>();
  expectTypeOf<Parameters<EventsAPI['chatEvents']>>().toEqualTypeOf<[officeId: string, sessionKey: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EventsAPI['chatEvents']>>>().toEqualTypeOf<unknown[]>();
  expectTypeOf<Parameters<EventsAPI['sshEvents']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EventsAPI['sshEvents']>>>().toEqualTypeOf<unknown[]>();
  expectTypeOf<Parameters<CallbacksAPI['podEvent']>>().toEqualTypeOf<[officeId: string, req: PodEventRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CallbacksAPI['podEvent']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<CallbacksAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CallbacksAPI['list']>>>().toEqualTypeOf<PodCallback[]>();
  expectTypeOf<Parameters<CallbacksAPI['get']>>().toEqualTypeOf<[officeId: string, callbackId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CallbacksAPI['get']>>>().toEqualTypeOf<PodCallback>();
  expectTypeOf<Parameters<BackupsAPI['list']>>().toEqualTypeOf<[officeId: string, opts?: { employee?: string; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<BackupsAPI['list']>>>().toEqualTypeOf<Backup[]>();
  expectTypeOf<Parameters<BackupsAPI['get']>>().toEqualTypeOf<[officeId: string, backupId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<BackupsAPI['get']>>>().toEqualTypeOf<Backup>();
  expectTypeOf<Parameters<BackupsAPI['delete']>>().toEqualTypeOf<[officeId: string, backupId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<BackupsAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EnvAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EnvAPI['list']>>>().toEqualTypeOf<EnvVar[]>();
  expectTypeOf<Parameters<EnvAPI['values']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EnvAPI['values']>>>().toEqualTypeOf<Record<string, string>>();
  expectTypeOf<Parameters<EnvAPI['set']>>().toEqualTypeOf<[officeId: string, vars: Record<string, string>, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EnvAPI['set']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EnvAPI['delete']>>().toEqualTypeOf<[officeId: string, key: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EnvAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EnvAPI['getAgentEnv']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EnvAPI['getAgentEnv']>>>().toEqualTypeOf<Record<string, string>>();
  expectTypeOf<Parameters<EnvAPI['setAgentEnv']>>().toEqualTypeOf<[officeId: string, name: string, key: string, value: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EnvAPI['setAgentEnv']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<DelegatesAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<DelegatesAPI['list']>>>().toEqualTypeOf<Delegate[]>();
  expectTypeOf<Parameters<DelegatesAPI['get']>>().toEqualTypeOf<[officeId: string, agentId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<DelegatesAPI['get']>>>().toEqualTypeOf<Delegate>();
  expectTypeOf<Parameters<DelegatesAPI['create']>>().toEqualTypeOf<[officeId: string, agentId: string, req: CreateDelegateRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<DelegatesAPI['create']>>>().toEqualTypeOf<Delegate>();
  expectTypeOf<Parameters<DelegatesAPI['update']>>().toEqualTypeOf<[officeId: string, agentId: string, req: Partial<CreateDelegateRequest>, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<DelegatesAPI['update']>>>().toEqualTypeOf<Delegate>();
  expectTypeOf<Parameters<DelegatesAPI['delete']>>().toEqualTypeOf<[officeId: string, agentId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<DelegatesAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<MessagesAPI['send']>>().toEqualTypeOf<[officeId: string, req: SendMessageRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<MessagesAPI['send']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<MessagesAPI['poolStats']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<MessagesAPI['poolStats']>>>().toEqualTypeOf<PoolStats>();
  expectTypeOf<Parameters<MessagesAPI['stream']>>().toEqualTypeOf<[officeId: string, options?: StreamOptions]>();
  expectTypeOf<Awaited<ReturnType<MessagesAPI['stream']>>>().toEqualTypeOf<AsyncGenerator<ServerSentEvent, void, undefined>>();
  expectTypeOf<Parameters<WorkspaceAPI['exec']>>().toEqualTypeOf<[officeId: string, req: ExecRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WorkspaceAPI['exec']>>>().toEqualTypeOf<ExecResponse>();
  expectTypeOf<Parameters<WorkspaceAPI['health']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WorkspaceAPI['health']>>>().toEqualTypeOf<{ healthy: boolean; }>();
  expectTypeOf<Parameters<RolesAPI['list']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<RolesAPI['list']>>>().toEqualTypeOf<Role[]>();
  expectTypeOf<Parameters<RolesAPI['get']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<RolesAPI['get']>>>().toEqualTypeOf<Role>();
  expectTypeOf<Parameters<TransferAPI['prepare']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TransferAPI['prepare']>>>().toEqualTypeOf<{ transfer_id: string; }>();
  expectTypeOf<Parameters<TransferAPI['install']>>().toEqualTypeOf<[officeId: string, data: unknown, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TransferAPI['install']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<TransferAPI['start']>>().toEqualTypeOf<[officeId: string, data: unknown, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TransferAPI['start']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<TransferAPI['status']>>().toEqualTypeOf<[officeId: string, transferId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TransferAPI['status']>>>().toEqualTypeOf<TransferStatus>();
  expectTypeOf<Parameters<LLMPingAPI['ping']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<LLMPingAPI['ping']>>>().toEqualTypeOf<PingResult>();
  expectTypeOf<Parameters<LLMPingAPI['agentPing']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<LLMPingAPI['agentPing']>>>().toEqualTypeOf<PingResult>();
  expectTypeOf<Parameters<WhatsAppAPI['qrStart']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['qrStart']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<WhatsAppAPI['qrStatus']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['qrStatus']>>>().toEqualTypeOf<WhatsAppStatus>();
  expectTypeOf<Parameters<WhatsAppAPI['qrStop']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['qrStop']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<WhatsAppAPI['sessionStatus']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['sessionStatus']>>>().toEqualTypeOf<WhatsAppStatus>();
  expectTypeOf<Parameters<WhatsAppAPI['reset']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['reset']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<WhatsAppAPI['agentStatus']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['agentStatus']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<WhatsAppAPI['toggleAgentAccess']>>().toEqualTypeOf<[officeId: string, agentName: string, enabled: boolean, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['toggleAgentAccess']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<WhatsAppAPI['registerAgent']>>().toEqualTypeOf<[officeId: string, agentName: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['registerAgent']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<WhatsAppAPI['officeQRStart']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['officeQRStart']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<WhatsAppAPI['officeQRStatus']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['officeQRStatus']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<WhatsAppAPI['officeReset']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<WhatsAppAPI['officeReset']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ChromiumAPI['start']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ChromiumAPI['start']>>>().toEqualTypeOf<ChromiumInstance>();
  expectTypeOf<Parameters<ChromiumAPI['status']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ChromiumAPI['status']>>>().toEqualTypeOf<ChromiumInstance>();
  expectTypeOf<Parameters<ChromiumAPI['done']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ChromiumAPI['done']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ChromiumAPI['delete']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ChromiumAPI['delete']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<CapabilitiesAPI['self']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<CapabilitiesAPI['self']>>>().toEqualTypeOf<unknown>();
  expectTypeOf<Parameters<ProxyAPI['teardownCodeProxy']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ProxyAPI['teardownCodeProxy']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<ProxyAPI['teardownCodexProxy']>>().toEqualTypeOf<[officeId: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<ProxyAPI['teardownCodexProxy']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<XMTPAPI['getConversationMessages']>>().toEqualTypeOf<[officeId: string, conversationId: string, opts?: { limit?: number; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['getConversationMessages']>>>().toEqualTypeOf<XMTPMessage[]>();
  expectTypeOf<Parameters<XMTPAPI['sendToConversation']>>().toEqualTypeOf<[officeId: string, conversationId: string, req: SendXMTPMessageRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<XMTPAPI['sendToConversation']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<TasksAPI['claim']>>().toEqualTypeOf<[officeId: string, req: { agent: string; kind?: string; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['claim']>>>().toEqualTypeOf<Task>();
  expectTypeOf<Parameters<TasksAPI['update']>>().toEqualTypeOf<[officeId: string, taskId: string, req: UpdateTaskRequest, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['update']>>>().toEqualTypeOf<Task>();
  expectTypeOf<Parameters<TasksAPI['log']>>().toEqualTypeOf<[officeId: string, taskId: string, entry: { message: string; event?: string; }, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<TasksAPI['log']>>>().toEqualTypeOf<void>();
  expectTypeOf<Parameters<EmployeesAPI['heartbeat']>>().toEqualTypeOf<[officeId: string, name: string, options?: RequestOptions]>();
  expectTypeOf<Awaited<ReturnType<EmployeesAPI['heartbeat']>>>().toEqualTypeOf<{ ok: boolean }>();
});

test('default: every type has the recorded fields', () => {
  expectTypeOf<Office>().toEqualTypeOf<{ id: string; name: string; owner_id: string; created_at: string; settings?: Record<string, unknown>; existing?: boolean }>();
  expectTypeOf<CreateOfficeRequest>().toEqualTypeOf<{ name: string; owner_id?: string; forceCreate?: boolean }>();
  expectTypeOf<OfficeSettings>().toEqualTypeOf<{ [key: string]: unknown }>();
  expectTypeOf<ClusterStatus>().toEqualTypeOf<{ phase: 'ready' | 'degraded' | 'failed' | 'provisioning'; operator: ComponentStatus; ingress: ComponentStatus; ingressEndpoint?: string; message?: string }>();
  expectTypeOf<ComponentStatus>().toEqualTypeOf<{ ready: boolean; message?: string }>();
  expectTypeOf<Employee>().toEqualTypeOf<{ name: string; role?: string; modelTier: string; modelProvider: string; skills?: string[]; channels?: EmployeeChannels; resources?: EmployeeResources; storage?: string; selfConfigure?: boolean; autoUpdate?: boolean; chromium?: boolean; webTerminal?: boolean; backup?: BackupConfig; imageTag?: string; customConfig?: Record<string, unknown>; env?: Record<string, string>; envSecrets?: string[]; systemPrompt?: string; status: EmployeeStatus }>();
  expectTypeOf<EmployeeChannels>().toEqualTypeOf<{ whatsapp?: boolean; discord?: boolean; telegram?: boolean; signal?: boolean; xmtp?: boolean }>();
  expectTypeOf<EmployeeResources>().toEqualTypeOf<{ cpuRequest?: string; cpuLimit?: string; memoryRequest?: string; memoryLimit?: string }>();
  expectTypeOf<BackupConfig>().toEqualTypeOf<{ schedule?: string; enabled?: boolean }>();
  expectTypeOf<EmployeeStatus>().toEqualTypeOf<{ phase: string; ready: boolean; gatewayEndpoint?: string; accessUrl?: string; accessToken?: string; lastSeen?: string; message?: string }>();
  expectTypeOf<AgentKitOwner>().toEqualTypeOf<{ name?: string; phone?: string; email?: string; context?: string }>();
  expectTypeOf<AgentKitConfig>().toEqualTypeOf<{ enabled?: boolean; taskQueue?: boolean; disableTaskQueue?: boolean; neonSecret?: string; owner?: AgentKitOwner; personality?: string }>();
  expectTypeOf<HireRequest>().toEqualTypeOf<{ name: string; role?: string; modelTier?: string; skills?: string[]; channels?: EmployeeChannels; resources?: EmployeeResources; storage?: string; selfConfigure?: boolean; autoUpdate?: boolean; chromium?: boolean; webTerminal?: boolean; imageTag?: string; systemPrompt?: string; env?: Record<string, string>; envSecrets?: string[]; customConfig?: Record<string, unknown>; agentKit?: AgentKitConfig; botId?: string; bedrockCredentials?: { accessKeyId: string; secretAccessKey: string; region: string; }; restoreFromBackup?: string }>();
  expectTypeOf<UpdateEmployeeRequest>().toEqualTypeOf<{ role?: string; modelTier?: string; skills?: string[]; channels?: EmployeeChannels; resources?: EmployeeResources; storage?: string; selfConfigure?: boolean; autoUpdate?: boolean; chromium?: boolean; webTerminal?: boolean; imageTag?: string; systemPrompt?: string; env?: Record<string, string>; envSecrets?: string[]; customConfig?: Record<string, unknown> }>();
  expectTypeOf<PromoteRequest>().toEqualTypeOf<{ modelTier: string; provider?: string; resources?: EmployeeResources }>();
  expectTypeOf<SkillsRequest>().toEqualTypeOf<{ add?: string[]; remove?: string[] }>();
  expectTypeOf<EmployeeAction>().toEqualTypeOf<{ action: string; params?: Record<string, unknown> }>();
  expectTypeOf<EmployeeLogs>().toEqualTypeOf<{ logs: string; pod: string }>();
  expectTypeOf<Task>().toEqualTypeOf<{ id: string; office_id: string; title: string; description?: string; kind?: string; priority?: number; status: string; assigned_to?: string; created_at: string; completed_at?: string; result?: string; error?: string }>();
  expectTypeOf<CreateTaskRequest>().toEqualTypeOf<{ title: string; description?: string; kind?: string; priority?: number; assigned_to?: string }>();
  expectTypeOf<UpdateTaskRequest>().toEqualTypeOf<{ status?: 'running' | 'completed' | 'failed' | 'done'; result?: string; error?: string; assigned_to?: string }>();
  expectTypeOf<TaskStats>().toEqualTypeOf<{ total: number; queued: number; running: number; completed: number; failed: number }>();
  expectTypeOf<FileInfo>().toEqualTypeOf<{ name: string; size: number; modifiedAt: string }>();
  expectTypeOf<FileChange>().toEqualTypeOf<{ type: 'upload' | 'delete'; name: string; timestamp: number }>();
  expectTypeOf<FileChangesResponse>().toEqualTypeOf<{ events: FileChange[]; serverTime: number; full_refresh?: boolean }>();
  expectTypeOf<FilePermission>().toEqualTypeOf<{ agent_name: string; access: 'none' | 'read' | 'write' }>();
  expectTypeOf<CreditBalance>().toEqualTypeOf<{ office_id: string; balance: number }>();
  expectTypeOf<AddCreditsRequest>().toEqualTypeOf<{ amount: number; reason: string }>();
  expectTypeOf<CreditHistoryEntry>().toEqualTypeOf<{ id: string; office_id: string; amount: number; balance_after: number; reason: string; created_at: string }>();
  expectTypeOf<UsageSummary>().toEqualTypeOf<{ cpu_core_hours: number; memory_gib_hours: number; total_credits: number; pods: Record<string, unknown>[] }>();
  expectTypeOf<LLMUsageSummary>().toEqualTypeOf<{ total_tokens: number; total_cost: number; total_credits: number; agents: Record<string, unknown>[] }>();
  expectTypeOf<XMTPConversation>().toEqualTypeOf<{ id: string; peer: string; last_message?: string; last_message_at?: string }>();
  expectTypeOf<XMTPGroup>().toEqualTypeOf<{ id: string; name?: string; members: string[]; created_at: string }>();
  expectTypeOf<XMTPMessage>().toEqualTypeOf<{ id: string; from_agent: string; content: string; created_at: string }>();
  expectTypeOf<SendXMTPMessageRequest>().toEqualTypeOf<{ agent_id: string; content: string }>();
  expectTypeOf<CreateGroupRequest>().toEqualTypeOf<{ name?: string; members: string[] }>();
  expectTypeOf<ActivityEvent>().toEqualTypeOf<{ id: string; category: 'task' | 'message' | 'standup' | 'session' | 'xmtp' | 'lifecycle' | 'chat' | 'terminal'; type: string; summary: string; timestamp: string; metadata?: Record<string, unknown> }>();
  expectTypeOf<ActivityQuery>().toEqualTypeOf<{ limit?: number; offset?: number; category?: string; since?: string }>();
  expectTypeOf<ChatSession>().toEqualTypeOf<{ session_key: string; started_at: string; messages: number }>();
  expectTypeOf<ModelInfo>().toEqualTypeOf<{ provider: string; model_id: string; name: string; available: boolean }>();
  expectTypeOf<IntegrationSecret>().toEqualTypeOf<{ provider: string; has_key: boolean; updated_at?: string }>();
  expectTypeOf<SetSecretRequest>().toEqualTypeOf<{ provider: string; key: string }>();
  expectTypeOf<Extension>().toEqualTypeOf<{ id: string; name: string; office_id: string; manifest?: Record<string, unknown>; created_at: string }>();
  expectTypeOf<CreateExtensionRequest>().toEqualTypeOf<{ name: string; manifest?: Record<string, unknown>; panel_html?: string }>();
  expectTypeOf<MarketplaceItem>().toEqualTypeOf<{ id: string; name: string; description?: string; author?: string; installs: number }>();
  expectTypeOf<WhatsAppStatus>().toEqualTypeOf<{ connected: boolean; phone_number?: string; agent_id?: string }>();
  expectTypeOf<WhatsAppQRStatus>().toEqualTypeOf<{ status: string; qr?: string }>();
  expectTypeOf<WhatsAppAgentStatus>().toEqualTypeOf<{ agents: Array<{ name: string; whatsapp_enabled: boolean; }> }>();
  expectTypeOf<ChromiumInstance>().toEqualTypeOf<{ id: string; status: string; vnc_url?: string }>();
  expectTypeOf<Delegate>().toEqualTypeOf<{ agent_id: string; permissions: string[]; created_at: string }>();
  expectTypeOf<CreateDelegateRequest>().toEqualTypeOf<{ permissions: string[] }>();
  expectTypeOf<SendMessageRequest>().toEqualTypeOf<{ to: string; content: string }>();
  expectTypeOf<PoolStats>().toEqualTypeOf<{ active: number; idle: number }>();
  expectTypeOf<ExecRequest>().toEqualTypeOf<{ command: string; timeout_ms?: number }>();
  expectTypeOf<ExecResponse>().toEqualTypeOf<{ stdout: string; stderr: string; exit_code: number }>();
  expectTypeOf<Backup>().toEqualTypeOf<{ id: string; employee_name: string; office_id: string; s3_key: string; size_bytes: number; created_at: string }>();
  expectTypeOf<TransferStatus>().toEqualTypeOf<{ transfer_id: string; status: string; progress?: number }>();
  expectTypeOf<Role>().toEqualTypeOf<{ name: string; permissions: string[] }>();
  expectTypeOf<Quota>().toEqualTypeOf<{ cpu: string; memory: string; pods: number; tier: string }>();
  expectTypeOf<SetQuotaRequest>().toEqualTypeOf<{ tier: string; cpu?: string; memory?: string; pods?: number }>();
  expectTypeOf<PingResult>().toEqualTypeOf<{ model: string; latency_ms: number; success: boolean; error?: string }>();
  expectTypeOf<PodCallback>().toEqualTypeOf<{ id: string; type: string; payload: Record<string, unknown>; created_at: string }>();
  expectTypeOf<PodEventRequest>().toEqualTypeOf<{ type: string; payload?: Record<string, unknown> }>();
  expectTypeOf<EnvVar>().toEqualTypeOf<{ key: string; value?: string; source?: string }>();
  expectTypeOf<SetEnvRequest>().toEqualTypeOf<{ key: string; value: string }>();
  expectTypeOf<Paginated<string>>().toEqualTypeOf<{ data: string[]; total?: number; offset?: number; limit?: number }>();
  expectTypeOf<APIError>().toEqualTypeOf<{ status: number; message: string; code?: string }>();
});
