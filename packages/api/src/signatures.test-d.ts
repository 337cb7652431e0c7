// Derived from fixtures/ by signatures.test.ts; `vitest -u` writes it again.
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
  TasksQuery,
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

/** The parameters and the result of a method. */
type Call<M extends (...args: never[]) => unknown> = (...args: Parameters<M>) => Awaited<ReturnType<M>>;

test('default: has the recorded arguments and result of every method', () => {
  expectTypeOf<Call<OfficesAPI['create']>>().toEqualTypeOf<(req: CreateOfficeRequest, options?: RequestOptions) => Office & { existing?: boolean }>();
  expectTypeOf<Call<OfficesAPI['list']>>().toEqualTypeOf<(options?: RequestOptions) => Office[]>();
  expectTypeOf<Call<OfficesAPI['get']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Office>();
  expectTypeOf<Call<OfficesAPI['getSettings']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => OfficeSettings>();
  expectTypeOf<Call<OfficesAPI['updateSettings']>>().toEqualTypeOf<(officeId: string, settings: Partial<OfficeSettings>, options?: RequestOptions) => OfficeSettings>();
  expectTypeOf<Call<OfficesAPI['delete']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<OfficesAPI['status']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => ClusterStatus>();
  expectTypeOf<Call<OfficesAPI['kubeconfig']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => string>();
  expectTypeOf<Call<OfficesAPI['transfer']>>().toEqualTypeOf<(officeId: string, newOwnerId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<OfficesAPI['rotateSecret']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => { secret: string; }>();
  expectTypeOf<Call<OfficesAPI['setSecret']>>().toEqualTypeOf<(officeId: string, secretName: string, value: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<OfficesAPI['suspend']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<OfficesAPI['resume']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['hire']>>().toEqualTypeOf<(officeId: string, req: HireRequest, options?: RequestOptions) => Employee>();
  expectTypeOf<Call<EmployeesAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Employee[]>();
  expectTypeOf<Call<EmployeesAPI['get']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => Employee>();
  expectTypeOf<Call<EmployeesAPI['update']>>().toEqualTypeOf<(officeId: string, name: string, req: UpdateEmployeeRequest, options?: RequestOptions) => Employee>();
  expectTypeOf<Call<EmployeesAPI['delete']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['logs']>>().toEqualTypeOf<(officeId: string, name: string, opts?: { tail?: number; }, options?: RequestOptions) => EmployeeLogs>();
  expectTypeOf<Call<EmployeesAPI['activity']>>().toEqualTypeOf<(officeId: string, name: string, query?: ActivityQuery, options?: RequestOptions) => ActivityEvent[]>();
  expectTypeOf<Call<EmployeesAPI['presence']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => { online: boolean; last_seen?: string; }>();
  expectTypeOf<Call<EmployeesAPI['lastError']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => { error?: string; timestamp?: string; }>();
  expectTypeOf<Call<EmployeesAPI['action']>>().toEqualTypeOf<(officeId: string, name: string, action: EmployeeAction, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<EmployeesAPI['promote']>>().toEqualTypeOf<(officeId: string, name: string, req: PromoteRequest, options?: RequestOptions) => Employee>();
  expectTypeOf<Call<EmployeesAPI['setSkills']>>().toEqualTypeOf<(officeId: string, name: string, req: SkillsRequest, options?: RequestOptions) => Employee>();
  expectTypeOf<Call<EmployeesAPI['logStatusEvent']>>().toEqualTypeOf<(officeId: string, name: string, event: { type: string; message?: string; }, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['archive']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['restore']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['rotateCredentials']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['lifecycle']>>().toEqualTypeOf<(officeId: string, name: string, action: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['events']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => unknown[]>();
  expectTypeOf<Call<EmployeesAPI['chatSessions']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => ChatSession[]>();
  expectTypeOf<Call<TasksAPI['create']>>().toEqualTypeOf<(officeId: string, req: CreateTaskRequest, options?: RequestOptions) => Task>();
  expectTypeOf<Call<TasksAPI['list']>>().toEqualTypeOf<(officeId: string, opts?: TasksQuery & RequestOptions, options?: RequestOptions) => Task[]>();
  expectTypeOf<Call<TasksAPI['get']>>().toEqualTypeOf<(officeId: string, taskId: string, options?: RequestOptions) => Task>();
  expectTypeOf<Call<TasksAPI['stats']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => TaskStats>();
  expectTypeOf<Call<FilesAPI['upload']>>().toEqualTypeOf<(officeId: string, filename: string, data: FileData, options?: UploadOptions) => void>();
  expectTypeOf<Call<FilesAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => FileInfo[]>();
  expectTypeOf<Call<FilesAPI['download']>>().toEqualTypeOf<(officeId: string, filename: string, options?: RequestOptions) => Response>();
  expectTypeOf<Call<FilesAPI['delete']>>().toEqualTypeOf<(officeId: string, filename: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<FilesAPI['changes']>>().toEqualTypeOf<(officeId: string, since?: number, options?: RequestOptions) => FileChangesResponse>();
  expectTypeOf<Call<FilesAPI['getPermissions']>>().toEqualTypeOf<(officeId: string, filename: string, options?: RequestOptions) => FilePermission[]>();
  expectTypeOf<Call<FilesAPI['setPermissions']>>().toEqualTypeOf<(officeId: string, filename: string, perms: FilePermission, options?: RequestOptions) => void>();
  expectTypeOf<Call<CreditsAPI['balance']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => CreditBalance>();
  expectTypeOf<Call<CreditsAPI['add']>>().toEqualTypeOf<(officeId: string, req: AddCreditsRequest, options?: RequestOptions) => CreditBalance>();
  expectTypeOf<Call<CreditsAPI['history']>>().toEqualTypeOf<(officeId: string, opts?: { limit?: number; offset?: number; }, options?: RequestOptions) => CreditHistoryEntry[]>();
  expectTypeOf<Call<CreditsAPI['usage']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<CreditsAPI['usageCurrent']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<CreditsAPI['usageSummary']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => UsageSummary>();
  expectTypeOf<Call<CreditsAPI['llmUsage']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<CreditsAPI['llmUsageSummary']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => LLMUsageSummary>();
  expectTypeOf<Call<CreditsAPI['agentUsage']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<CreditsAPI['quota']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Quota>();
  expectTypeOf<Call<CreditsAPI['setQuota']>>().toEqualTypeOf<(officeId: string, req: SetQuotaRequest, options?: RequestOptions) => Quota>();
  expectTypeOf<Call<XMTPAPI['listConversations']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => XMTPConversation[]>();
  expectTypeOf<Call<XMTPAPI['getMessages']>>().toEqualTypeOf<(officeId: string, agentName: string, peerName: string, opts?: { limit?: number; }, options?: RequestOptions) => XMTPMessage[]>();
  expectTypeOf<Call<XMTPAPI['send']>>().toEqualTypeOf<(officeId: string, req: SendXMTPMessageRequest, options?: RequestOptions) => void>();
  expectTypeOf<Call<XMTPAPI['listGroups']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => XMTPGroup[]>();
  expectTypeOf<Call<XMTPAPI['createGroup']>>().toEqualTypeOf<(officeId: string, req: CreateGroupRequest, options?: RequestOptions) => XMTPGroup>();
  expectTypeOf<Call<XMTPAPI['getGroupMessages']>>().toEqualTypeOf<(officeId: string, groupId: string, opts?: { limit?: number; }, options?: RequestOptions) => XMTPMessage[]>();
  expectTypeOf<Call<XMTPAPI['sendGroupMessage']>>().toEqualTypeOf<(officeId: string, groupId: string, req: SendXMTPMessageRequest, options?: RequestOptions) => void>();
  expectTypeOf<Call<XMTPAPI['addMember']>>().toEqualTypeOf<(officeId: string, groupId: string, agentName: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<XMTPAPI['removeMember']>>().toEqualTypeOf<(officeId: string, groupId: string, agentName: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<XMTPAPI['renameGroup']>>().toEqualTypeOf<(officeId: string, groupId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<IntegrationsAPI['listProviderModels']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => ModelInfo[]>();
  expectTypeOf<Call<IntegrationsAPI['ensureSecret']>>().toEqualTypeOf<(officeId: string, integrationId: string, key: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<IntegrationsAPI['deleteSecret']>>().toEqualTypeOf<(officeId: string, integrationId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<IntegrationsAPI['toggleAgent']>>().toEqualTypeOf<(officeId: string, integrationId: string, agentName: string, enabled: boolean, options?: RequestOptions) => void>();
  expectTypeOf<Call<IntegrationsAPI['syncClaudeCodeKey']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<ExtensionsAPI['register']>>().toEqualTypeOf<(officeId: string, req: CreateExtensionRequest, options?: RequestOptions) => Extension>();
  expectTypeOf<Call<ExtensionsAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Extension[]>();
  expectTypeOf<Call<ExtensionsAPI['get']>>().toEqualTypeOf<(officeId: string, extId: string, options?: RequestOptions) => Extension>();
  expectTypeOf<Call<ExtensionsAPI['delete']>>().toEqualTypeOf<(officeId: string, extId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<ExtensionsAPI['install']>>().toEqualTypeOf<(officeId: string, req: { extId: string; }, options?: RequestOptions) => void>();
  expectTypeOf<Call<ExtensionsAPI['uninstall']>>().toEqualTypeOf<(officeId: string, extId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<ExtensionsAPI['marketplaceList']>>().toEqualTypeOf<(options?: RequestOptions) => MarketplaceItem[]>();
  expectTypeOf<Call<ExtensionsAPI['marketplaceGet']>>().toEqualTypeOf<(extId: string, options?: RequestOptions) => MarketplaceItem>();
  expectTypeOf<Call<ExtensionsAPI['marketplacePublish']>>().toEqualTypeOf<(data: unknown, options?: RequestOptions) => void>();
  expectTypeOf<Call<EventsAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown[]>();
  expectTypeOf<Call<EventsAPI['chatEvents']>>().toEqualTypeOf<(officeId: string, sessionKey: string, options?: RequestOptions) => unknown[]>();
  expectTypeOf<Call<EventsAPI['sshEvents']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown[]>();
  expectTypeOf<Call<CallbacksAPI['podEvent']>>().toEqualTypeOf<(officeId: string, req: PodEventRequest, options?: RequestOptions) => void>();
  expectTypeOf<Call<CallbacksAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => PodCallback[]>();
  expectTypeOf<Call<CallbacksAPI['get']>>().toEqualTypeOf<(officeId: string, callbackId: string, options?: RequestOptions) => PodCallback>();
  expectTypeOf<Call<BackupsAPI['list']>>().toEqualTypeOf<(officeId: string, opts?: { employee?: string; }, options?: RequestOptions) => Backup[]>();
  expectTypeOf<Call<BackupsAPI['get']>>().toEqualTypeOf<(officeId: string, backupId: string, options?: RequestOptions) => Backup>();
  expectTypeOf<Call<BackupsAPI['delete']>>().toEqualTypeOf<(officeId: string, backupId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EnvAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => EnvVar[]>();
  expectTypeOf<Call<EnvAPI['values']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Record<string, string>>();
  expectTypeOf<Call<EnvAPI['set']>>().toEqualTypeOf<(officeId: string, vars: Record<string, string>, options?: RequestOptions) => void>();
  expectTypeOf<Call<EnvAPI['delete']>>().toEqualTypeOf<(officeId: string, key: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<EnvAPI['getAgentEnv']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => Record<string, string>>();
  expectTypeOf<Call<EnvAPI['setAgentEnv']>>().toEqualTypeOf<(officeId: string, name: string, key: string, value: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<DelegatesAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Delegate[]>();
  expectTypeOf<Call<DelegatesAPI['get']>>().toEqualTypeOf<(officeId: string, agentId: string, options?: RequestOptions) => Delegate>();
  expectTypeOf<Call<DelegatesAPI['create']>>().toEqualTypeOf<(officeId: string, agentId: string, req: CreateDelegateRequest, options?: RequestOptions) => Delegate>();
  expectTypeOf<Call<DelegatesAPI['update']>>().toEqualTypeOf<(officeId: string, agentId: string, req: Partial<CreateDelegateRequest>, options?: RequestOptions) => Delegate>();
  expectTypeOf<Call<DelegatesAPI['delete']>>().toEqualTypeOf<(officeId: string, agentId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<MessagesAPI['send']>>().toEqualTypeOf<(officeId: string, req: SendMessageRequest, options?: RequestOptions) => void>();
  expectTypeOf<Call<MessagesAPI['poolStats']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => PoolStats>();
  expectTypeOf<Call<MessagesAPI['stream']>>().toEqualTypeOf<(officeId: string, options?: StreamOptions) => AsyncGenerator<ServerSentEvent, void, undefined>>();
  expectTypeOf<Call<WorkspaceAPI['exec']>>().toEqualTypeOf<(officeId: string, req: ExecRequest, options?: RequestOptions) => ExecResponse>();
  expectTypeOf<Call<WorkspaceAPI['health']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => { healthy: boolean; }>();
  expectTypeOf<Call<RolesAPI['list']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => Role[]>();
  expectTypeOf<Call<RolesAPI['get']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => Role>();
  expectTypeOf<Call<TransferAPI['prepare']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => { transfer_id: string; }>();
  expectTypeOf<Call<TransferAPI['install']>>().toEqualTypeOf<(officeId: string, data: unknown, options?: RequestOptions) => void>();
  expectTypeOf<Call<TransferAPI['start']>>().toEqualTypeOf<(officeId: string, data: unknown, options?: RequestOptions) => void>();
  expectTypeOf<Call<TransferAPI['status']>>().toEqualTypeOf<(officeId: string, transferId: string, options?: RequestOptions) => TransferStatus>();
  expectTypeOf<Call<LLMPingAPI['ping']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => PingResult>();
  expectTypeOf<Call<LLMPingAPI['agentPing']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => PingResult>();
  expectTypeOf<Call<WhatsAppAPI['qrStart']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<WhatsAppAPI['qrStatus']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => WhatsAppStatus>();
  expectTypeOf<Call<WhatsAppAPI['qrStop']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<WhatsAppAPI['sessionStatus']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => WhatsAppStatus>();
  expectTypeOf<Call<WhatsAppAPI['reset']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<WhatsAppAPI['agentStatus']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<WhatsAppAPI['toggleAgentAccess']>>().toEqualTypeOf<(officeId: string, agentName: string, enabled: boolean, options?: RequestOptions) => void>();
  expectTypeOf<Call<WhatsAppAPI['registerAgent']>>().toEqualTypeOf<(officeId: string, agentName: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<WhatsAppAPI['officeQRStart']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<WhatsAppAPI['officeQRStatus']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<WhatsAppAPI['officeReset']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<ChromiumAPI['start']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => ChromiumInstance>();
  expectTypeOf<Call<ChromiumAPI['status']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => ChromiumInstance>();
  expectTypeOf<Call<ChromiumAPI['done']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<ChromiumAPI['delete']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<CapabilitiesAPI['self']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => unknown>();
  expectTypeOf<Call<ProxyAPI['teardownCodeProxy']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<ProxyAPI['teardownCodexProxy']>>().toEqualTypeOf<(officeId: string, options?: RequestOptions) => void>();
  expectTypeOf<Call<XMTPAPI['getConversationMessages']>>().toEqualTypeOf<(officeId: string, conversationId: string, opts?: { limit?: number; }, options?: RequestOptions) => XMTPMessage[]>();
  expectTypeOf<Call<XMTPAPI['sendToConversation']>>().toEqualTypeOf<(officeId: string, conversationId: string, req: SendXMTPMessageRequest, options?: RequestOptions) => void>();
  expectTypeOf<Call<TasksAPI['claim']>>().toEqualTypeOf<(officeId: string, req: { agent: string; kind?: string; }, options?: RequestOptions) => Task>();
  expectTypeOf<Call<TasksAPI['update']>>().toEqualTypeOf<(officeId: string, taskId: string, req: UpdateTaskRequest, options?: RequestOptions) => Task>();
  expectTypeOf<Call<TasksAPI['log']>>().toEqualTypeOf<(officeId: string, taskId: string, entry: { message: string; event?: string; }, options?: RequestOptions) => void>();
  expectTypeOf<Call<EmployeesAPI['heartbeat']>>().toEqualTypeOf<(officeId: string, name: string, options?: RequestOptions) => { ok: boolean }>();
});

test('default: has the recorded fields of every type', () => {
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
