import type {
  ActivityEvent,
  ActivityQuery,
  AddCreditsRequest,
  AgentAuthConfig,
  AgentKitConfig,
  AgentKitOwner,
  Backup,
  ChatSession,
  ChromiumInstance,
  ClientConfig,
  ClusterStatus,
  CreateGroupRequest,
  CreateTaskRequest,
  CreditBalance,
  CreditHistoryEntry,
  Delegate,
  Employee,
  EmployeeChannels,
  EmployeeResources,
  EmployeeStatus,
  EnvVar,
  ExecRequest,
  ExecResponse,
  Extension,
  FileChange,
  FileChangesResponse,
  FileInfo,
  FilePermission,
  HireRequest,
  IntegrationSecret,
  JWTAuthConfig,
  JWTPayload,
  KeyPair,
  LLMUsageSummary,
  MarketplaceItem,
  ModelInfo,
  Office,
  PingResult,
  PodCallback,
  PodEventRequest,
  PromoteRequest,
  Quota,
  Role,
  SendXMTPMessageRequest,
  SessionNegotiation,
  SetQuotaRequest,
  SkillsRequest,
  Task,
  TaskStats,
  TransferStatus,
  UpdateEmployeeRequest,
  UsageSummary,
  WhatsAppStatus,
  XMTPConversation,
  XMTPGroup,
  XMTPMessage,
} from '@mitosislabs/sdk';

/** The data about an office that a user’s program keeps. */
interface Snapshot {
  office: Office;
  cluster: ClusterStatus;
  agents: Employee[];
  tasks: Task[];
  files: FileInfo[];
  balance: CreditBalance;
  all: [
    ...[
      ActivityEvent,
      ActivityQuery,
      AddCreditsRequest,
      AgentAuthConfig,
      AgentKitConfig,
      AgentKitOwner,
      Backup,
    ],
    ...[
      ChatSession,
      ChromiumInstance,
      ClientConfig,
      CreateGroupRequest,
      CreateTaskRequest,
      CreditHistoryEntry,
    ],
    ...[Delegate, EmployeeChannels, EmployeeResources, EmployeeStatus, EnvVar, ExecRequest, ExecResponse],
    ...[
      Extension,
      FileChange,
      FileChangesResponse,
      FilePermission,
      HireRequest,
      IntegrationSecret,
      JWTAuthConfig,
    ],
    ...[JWTPayload, KeyPair, LLMUsageSummary, MarketplaceItem, ModelInfo, PingResult, PodCallback],
    ...[PodEventRequest, PromoteRequest, Quota, Role, SendXMTPMessageRequest, SessionNegotiation],
    ...[SetQuotaRequest, SkillsRequest, TaskStats, TransferStatus, UpdateEmployeeRequest, UsageSummary],
    ...[WhatsAppStatus, XMTPConversation, XMTPGroup, XMTPMessage],
  ];
}

const office: Snapshot['office'] = {
  id: 'o1',
  name: 'acme',
  owner_id: 'u1',
  created_at: '2026-01-02T03:04:05Z',
};
console.log(office.name);

// Prints:
// acme
