import type { contract } from './index.ts';

/** The agents that may call an operation. Users may call all operations on their own offices. */
export interface Access {
  /**
   * Which agents of the office may call it:
   * - `none`: no agent, except a delegate that was given this operation.
   * - `self`: the agent that the path names.
   * - `part`: every agent. It reads and changes its own part only: its messages, its tasks, the files that it may use.
   * - `all`: every agent.
   */
  readonly agents: 'none' | 'self' | 'part' | 'all';
  /** The permission that the agent's role needs, as in `Role.permissions`. */
  readonly permission?: string;
  /** Whether it needs no sign-in. */
  readonly open?: true;
}

const none = { agents: 'none' } as const satisfies Access;
const self = { agents: 'self' } as const satisfies Access;
const part = { agents: 'part' } as const satisfies Access;
const all = { agents: 'all' } as const satisfies Access;
const work = { agents: 'part', permission: 'tasks:work' } as const satisfies Access;
const talk = { agents: 'part', permission: 'messages:send' } as const satisfies Access;
const readFiles = { agents: 'part', permission: 'files:read' } as const satisfies Access;
const writeFiles = { agents: 'part', permission: 'files:write' } as const satisfies Access;
const browse = { agents: 'all', permission: 'browser:use' } as const satisfies Access;

type Contract = typeof contract;

/** The access rule of each operation, by group and method. An operation without a rule does not compile. */
export const access: { readonly [Group in keyof Contract]: Readonly<Record<keyof Contract[Group], Access>> } =
  {
    client: { health: { agents: 'all', open: true } },
    offices: {
      create: none,
      list: part,
      get: all,
      getSettings: none,
      updateSettings: none,
      delete: none,
      status: all,
      kubeconfig: none,
      transfer: none,
      rotateSecret: none,
      setSecret: none,
      suspend: none,
      resume: none,
    },
    employees: {
      hire: none,
      list: part,
      get: part,
      update: none,
      delete: none,
      logs: self,
      activity: self,
      presence: all,
      lastError: self,
      action: none,
      promote: none,
      setSkills: none,
      logStatusEvent: self,
      archive: none,
      restore: none,
      rotateCredentials: none,
      lifecycle: none,
      events: self,
      chatSessions: self,
      heartbeat: self,
    },
    tasks: { create: work, list: all, get: all, stats: all, claim: work, update: work, log: work },
    files: {
      upload: writeFiles,
      list: readFiles,
      download: readFiles,
      delete: writeFiles,
      changes: readFiles,
      getPermissions: readFiles,
      setPermissions: none,
    },
    credits: {
      balance: all,
      add: none,
      history: none,
      usage: none,
      usageCurrent: none,
      usageSummary: none,
      llmUsage: none,
      llmUsageSummary: none,
      agentUsage: self,
      quota: all,
      setQuota: none,
    },
    xmtpApi: {
      listConversations: part,
      getMessages: part,
      send: talk,
      listGroups: part,
      createGroup: talk,
      getGroupMessages: part,
      sendGroupMessage: talk,
      addMember: talk,
      removeMember: talk,
      renameGroup: talk,
      getConversationMessages: part,
      sendToConversation: talk,
    },
    integrations: {
      listProviderModels: all,
      ensureSecret: none,
      deleteSecret: none,
      toggleAgent: none,
      syncClaudeCodeKey: none,
    },
    extensions: {
      register: none,
      list: all,
      get: all,
      delete: none,
      install: none,
      uninstall: none,
      marketplaceList: all,
      marketplaceGet: all,
      marketplacePublish: none,
    },
    events: { list: part, chatEvents: part, sshEvents: part },
    callbacks: { podEvent: part, list: none, get: none },
    backups: { list: none, get: none, delete: none },
    env: { list: all, values: all, set: none, delete: none, getAgentEnv: self, setAgentEnv: none },
    delegates: { list: none, get: self, create: none, update: none, delete: none },
    messages: { send: talk, poolStats: all, stream: part },
    workspace: { exec: { agents: 'part', permission: 'workspace:exec' }, health: all },
    roles: { list: all, get: all },
    transfer: { prepare: none, install: none, start: none, status: none },
    llmPing: { ping: none, agentPing: self },
    whatsapp: {
      qrStart: none,
      qrStatus: none,
      qrStop: none,
      sessionStatus: self,
      reset: none,
      agentStatus: none,
      toggleAgentAccess: none,
      registerAgent: none,
      officeQRStart: none,
      officeQRStatus: none,
      officeReset: none,
    },
    chromium: { start: browse, status: browse, done: browse, delete: browse },
    capabilities: { self: part },
    proxy: { teardownCodeProxy: none, teardownCodexProxy: none },
  };
