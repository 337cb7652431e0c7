/** The tables of layout 1, in SQL: they never change. Later layouts are made from it by migrations. */
export const FIRST_LAYOUT: Readonly<Record<string, string>> = {
  activity:
    'id TEXT PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, category TEXT NOT NULL, type TEXT NOT NULL, summary TEXT NOT NULL, metadata TEXT, at INTEGER NOT NULL',
  agent_integrations:
    'agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, integration TEXT NOT NULL, PRIMARY KEY (agent_id, integration)',
  agents:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, name TEXT NOT NULL, spec TEXT NOT NULL, phase TEXT NOT NULL, message TEXT, suspended_with_office INTEGER NOT NULL, public_key TEXT NOT NULL, private_key TEXT, hired_at INTEGER NOT NULL, last_seen INTEGER, last_error TEXT, last_error_at INTEGER, metered_at INTEGER, UNIQUE (office_id, name)',
  api_keys: 'hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users, created_at INTEGER NOT NULL',
  backups:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, employee_name TEXT NOT NULL, spec TEXT NOT NULL, created_at INTEGER NOT NULL',
  callbacks:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, type TEXT NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL',
  chromium: 'id TEXT PRIMARY KEY REFERENCES offices, instance TEXT NOT NULL, status TEXT NOT NULL',
  conversations:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, a TEXT NOT NULL, b TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (office_id, a, b)',
  delegates:
    'id TEXT PRIMARY KEY REFERENCES agents ON DELETE CASCADE, permissions TEXT NOT NULL, created_at INTEGER NOT NULL',
  events:
    'seq INTEGER PRIMARY KEY AUTOINCREMENT, office_id TEXT NOT NULL REFERENCES offices, type TEXT NOT NULL, data TEXT NOT NULL, created_at INTEGER NOT NULL',
  extensions:
    'office_id TEXT NOT NULL REFERENCES offices, id TEXT NOT NULL, name TEXT NOT NULL, manifest TEXT, panel_html TEXT, installed INTEGER NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (office_id, id), UNIQUE (office_id, name)',
  file_changes:
    'seq INTEGER PRIMARY KEY AUTOINCREMENT, office_id TEXT NOT NULL REFERENCES offices, type TEXT NOT NULL, name TEXT NOT NULL, timestamp INTEGER NOT NULL',
  file_permissions:
    'office_id TEXT NOT NULL, name TEXT NOT NULL, agent_name TEXT NOT NULL, access TEXT NOT NULL, PRIMARY KEY (office_id, name, agent_name), FOREIGN KEY (office_id, name) REFERENCES files ON DELETE CASCADE',
  files:
    'office_id TEXT NOT NULL REFERENCES offices, name TEXT NOT NULL, size INTEGER NOT NULL, modified_at INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (office_id, name)',
  group_members:
    'group_id TEXT NOT NULL REFERENCES groups, member TEXT NOT NULL, joined_after INTEGER NOT NULL, PRIMARY KEY (group_id, member)',
  groups:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, name TEXT, created_at INTEGER NOT NULL',
  hires: 'office_id TEXT NOT NULL REFERENCES offices, at INTEGER NOT NULL',
  idempotency:
    'caller TEXT NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT, created_at INTEGER NOT NULL, PRIMARY KEY (caller, operation, key)',
  integration_secrets:
    'office_id TEXT NOT NULL REFERENCES offices, integration TEXT NOT NULL, secret TEXT NOT NULL, PRIMARY KEY (office_id, integration)',
  ledger:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, amount REAL NOT NULL, balance_after REAL NOT NULL, reason TEXT NOT NULL, created_at INTEGER NOT NULL',
  log_lines:
    'seq INTEGER PRIMARY KEY AUTOINCREMENT, agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, line TEXT NOT NULL',
  marketplace:
    'id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, author TEXT, manifest TEXT, panel_html TEXT, publisher TEXT NOT NULL, installs INTEGER NOT NULL',
  memories:
    'agent_id TEXT PRIMARY KEY REFERENCES agents ON DELETE CASCADE, office_id TEXT NOT NULL, text TEXT NOT NULL',
  messages:
    'seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, office_id TEXT NOT NULL REFERENCES offices, channel TEXT NOT NULL, from_agent TEXT NOT NULL, content TEXT NOT NULL, session_key TEXT, created_at INTEGER NOT NULL',
  office_env:
    'office_id TEXT NOT NULL REFERENCES offices, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (office_id, key)',
  office_secrets:
    'office_id TEXT NOT NULL REFERENCES offices, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (office_id, name)',
  offices:
    'id TEXT PRIMARY KEY, name TEXT NOT NULL, owner_id TEXT NOT NULL, settings TEXT NOT NULL, secret TEXT NOT NULL, suspended INTEGER NOT NULL, cpu TEXT NOT NULL, memory TEXT NOT NULL, pods INTEGER NOT NULL, tier TEXT NOT NULL, changes_forgotten INTEGER NOT NULL, created_at INTEGER NOT NULL, archived_at INTEGER',
  replacements: 'id TEXT PRIMARY KEY, event_seq INTEGER NOT NULL, change_time INTEGER NOT NULL',
  sessions:
    'session_key TEXT NOT NULL, office_id TEXT NOT NULL REFERENCES offices, conversation_id TEXT NOT NULL, agent_id TEXT NOT NULL REFERENCES agents ON DELETE CASCADE, opened_by TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, PRIMARY KEY (office_id, session_key)',
  tasks:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, title TEXT NOT NULL, description TEXT, kind TEXT NOT NULL, priority REAL NOT NULL, status TEXT NOT NULL, assigned_to TEXT, created_at INTEGER NOT NULL, completed_at INTEGER, result TEXT, error TEXT',
  transfers:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, status TEXT NOT NULL, agent_id TEXT REFERENCES agents ON DELETE SET NULL, created_at INTEGER NOT NULL',
  usage:
    'id TEXT PRIMARY KEY, office_id TEXT NOT NULL REFERENCES offices, agent TEXT NOT NULL, kind TEXT NOT NULL, model TEXT, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, core_hours REAL NOT NULL, memory_gib_hours REAL NOT NULL, credits REAL NOT NULL, created_at INTEGER NOT NULL',
  users: 'id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL',
  whatsapp: 'id TEXT PRIMARY KEY, qr TEXT NOT NULL, started_at INTEGER NOT NULL',
};
