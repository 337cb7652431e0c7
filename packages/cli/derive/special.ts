/** Overrides for the command that is derived from a contract entry. */
export interface Special {
  /** The words of the command. Default: the group and the method, such as `chromium start`. */
  readonly command?: string;
  /** More words for the same command, beside its name on the client. */
  readonly aliases?: readonly string[];
  /** One sentence in the imperative, without a full stop. Default: the TSDoc of the method. */
  readonly summary?: string;
  /** More text for the help. */
  readonly details?: string;
  /** The flags of fields in this command: long, and short. */
  readonly flags?: Readonly<Record<string, readonly [long: string, short?: string]>>;
  /** The help of fields. Default: the TSDoc. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The default values of fields. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** The fields of the body that are positional arguments, in order. `*` is the whole body. */
  readonly positional?: readonly string[];
  /** The fields that hold secrets: typed without echo, or read from standard input. */
  readonly secret?: readonly string[];
  /** The fields to show of each entry of a list. Default: id, name, status and time first. */
  readonly columns?: readonly string[];
  /** The field of the response that holds the list to show. */
  readonly rows?: string;
  /** The message after success, followed by the arguments. Default: the verb in the past tense. */
  readonly done?: string;
  /** The arguments of the example, after the path parameters. Default: a sample for each required field. */
  readonly example?: string;
}

/** Users write as `admin-sdk`; an agent writes in its own name. */
const SENDER: Special = {
  flags: { agent_id: ['from'] },
  texts: { agent_id: 'The sender: an agent writes in its own name' },
  defaults: { agent_id: 'admin-sdk' },
};

/** The overrides, by operation. An operation without an entry gets its default command. */
export const special: Readonly<Record<string, Special>> = {
  'client.health': {
    command: 'health',
    summary: 'Check that the platform answers',
    done: 'the platform answers',
  },

  'offices.updateSettings': { example: `--body '{"theme":"dark"}'` },
  'offices.transfer': { done: 'gave away office' },
  'offices.setSecret': { secret: ['value'], example: '--value -' },

  'employees.delete': { command: 'agents fire' },
  'employees.update': { example: '--model opus' },
  'employees.setSkills': {
    command: 'agents skills',
    summary: 'Add or remove skills of an agent',
    example: '--add github',
  },
  'employees.lifecycle': { example: 'restart' },
  'employees.action': { positional: ['action'], example: 'restart' },
  'employees.logStatusEvent': { command: 'agents log-event', example: '--type ready' },
  'employees.rotateCredentials': { aliases: ['agents rotate'], done: 'rotated the credentials of' },
  'employees.promote': { example: '--model opus' },
  'employees.heartbeat': { summary: 'Report that an agent is alive', done: 'reported' },

  'tasks.log': { positional: ['message'], done: 'added a line to task', example: '"Halfway through."' },
  'tasks.claim': { example: '--agent aria' },
  'tasks.update': {
    summary: 'Complete or fail a task, or hand it on',
    example: '--status completed --result "All invoices are in."',
  },

  'files.list': { command: 'files ls' },
  'files.delete': { command: 'files rm' },
  'files.changes': {
    summary: 'List the changes to the files of an office',
    texts: { since: 'Only changes after this time' },
    rows: 'events',
    columns: ['timestamp', 'type', 'name'],
    example: '--since 1h',
  },
  'files.setPermissions': {
    command: 'files share',
    positional: ['agent_name', 'access'],
    done: 'set the permissions of',
    example: 'aria read',
  },

  'credits.setQuota': { example: '--tier pro' },

  'xmtpApi.send': { positional: ['agent_id', 'content'], example: 'aria "What is new?"' },
  'xmtpApi.sendGroupMessage': { command: 'xmtp send-to-group', positional: ['content'], ...SENDER },
  'xmtpApi.sendToConversation': { positional: ['content'], ...SENDER },
  'xmtpApi.createGroup': { example: '--name research --member aria' },

  'integrations.ensureSecret': { command: 'integrations set-secret', secret: ['key'], example: '--key -' },
  'integrations.toggleAgent': {
    summary: 'Grant or revoke an agent’s access to a service',
    done: 'changed the access to',
  },
  'integrations.syncClaudeCodeKey': { done: 'gave the key to the agents' },

  'extensions.install': { positional: ['extId'] },
  'extensions.marketplacePublish': { example: '--body @extension.json' },

  'events.list': { aliases: ['events'] },
  'events.chatEvents': { command: 'events chat' },
  'events.sshEvents': { command: 'events ssh' },

  'env.set': { positional: ['*'], done: 'set the variables', example: 'LANG=en TZ=UTC' },
  'env.setAgentEnv': { done: 'set', example: 'en' },

  'delegates.create': { example: '--permission tasks:work' },
  'delegates.update': { example: '--permission tasks:work' },

  'messages.send': { positional: ['to', 'content'], example: 'aria "What is new?"' },
  'messages.poolStats': { summary: 'Show the connection pool of the message bus' },
  'messages.stream': {
    details: 'Prints each event as JSON on its own line, until you press Ctrl-C.',
  },

  'workspace.exec': { positional: ['command'], example: `'ls -la'` },

  'transfer.install': { example: '--body @transfer.json' },
  'transfer.start': { example: '--body @transfer.json' },

  'llmPing.ping': { command: 'llm-ping office', aliases: ['llm-ping'] },
  'llmPing.agentPing': { command: 'llm-ping agent' },

  'whatsapp.toggleAgentAccess': {
    summary: 'Grant or revoke an agent’s access to the office’s WhatsApp',
    done: 'changed the access of',
  },
  'whatsapp.reset': { summary: 'Disconnect an agent and forget its telephone' },
  'whatsapp.officeReset': { summary: 'Disconnect an office and forget its telephone' },

  'chromium.done': {
    summary: 'Report that the browser is no longer needed',
    done: 'the browser is no longer needed',
  },

  'proxy.teardownCodeProxy': { command: 'proxy teardown-code' },
  'proxy.teardownCodexProxy': { command: 'proxy teardown-codex' },
};

/** Topics that differ from the name of the group. */
export const topics: Readonly<Record<string, string>> = {
  client: '',
  employees: 'agents',
  xmtpApi: 'xmtp',
  llmPing: 'llm-ping',
};

/** Flags that differ from the name of the field: long and short. */
export const flags: Readonly<Record<string, readonly [long: string, short?: string]>> = {
  agentName: ['agent', 'a'],
  agent_id: ['agent', 'a'],
  agent: ['agent', 'a'],
  agent_name: ['agent', 'a'],
  assigned_to: ['assign', 'a'],
  command: ['command'],
  content: ['message', 'm'],
  extId: ['extension'],
  limit: ['limit', 'l'],
  message: ['message', 'm'],
  modelTier: ['model', 'm'],
  name: ['name', 'n'],
  new_owner_id: ['owner', 'u'],
  newOwnerId: ['owner', 'u'],
  role: ['role', 'r'],
  timeout_ms: ['timeout'],
};

/** Values for the examples, by the name of a parameter or a field. */
export const samples: Readonly<Record<string, string>> = {
  agent: 'aria',
  peer: 'nova',
  task: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  file: 'report.md',
  group: 'f2c1a7de-0d5b-4a53-9a35-6a2d8c1b7e10',
  conversation: 'aria',
  integration: 'github',
  extension: 'kanban',
  callback: 'c3a1d2b4-6f7e-4d8c-9b0a-1e2f3d4c5b6a',
  backup: 'b8d7c6e5-4f3a-4b2c-8d1e-0f9a8b7c6d5e',
  transfer: 'e4d3c2b1-a09f-4e8d-bc7b-6a5f4e3d2c1b',
  session: 'chat-1',
  secret: 'GITHUB_TOKEN',
  key: 'LANG',
  role: 'reviewer',
  message: '"What is new?"',
  name: 'research',
  owner: '1f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910',
  type: 'ready',
  extId: 'kanban',
};
