import { ActivityStore } from './ActivityStore.ts';
import { AgentStore } from './AgentStore.ts';
import { BackupStore } from './BackupStore.ts';
import { CallbackStore } from './CallbackStore.ts';
import { ChromiumStore } from './ChromiumStore.ts';
import { ConversationStore } from './ConversationStore.ts';
import type { Db } from './Db.ts';
import { DelegateStore } from './DelegateStore.ts';
import { EnvStore } from './EnvStore.ts';
import { EventStore } from './EventStore.ts';
import { ExtensionStore } from './ExtensionStore.ts';
import { FileStore } from './FileStore.ts';
import { GroupStore } from './GroupStore.ts';
import { IdempotencyStore } from './IdempotencyStore.ts';
import { IntegrationStore } from './IntegrationStore.ts';
import { LedgerStore } from './LedgerStore.ts';
import { MemoryStore } from './MemoryStore.ts';
import { MessageStore } from './MessageStore.ts';
import { OfficeStore } from './OfficeStore.ts';
import { SessionStore } from './SessionStore.ts';
import { TaskStore } from './TaskStore.ts';
import { TransferStore } from './TransferStore.ts';
import { UserStore } from './UserStore.ts';
import { WhatsAppStore } from './WhatsAppStore.ts';

/** Everything that is kept, a store for each concept. */
export class Stores {
  readonly users: UserStore;
  readonly offices: OfficeStore;
  readonly agents: AgentStore;
  readonly memories: MemoryStore;
  readonly tasks: TaskStore;
  readonly files: FileStore;
  readonly ledger: LedgerStore;
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly groups: GroupStore;
  readonly sessions: SessionStore;
  readonly events: EventStore;
  readonly activity: ActivityStore;
  readonly idempotency: IdempotencyStore;
  readonly integrations: IntegrationStore;
  readonly extensions: ExtensionStore;
  readonly callbacks: CallbackStore;
  readonly backups: BackupStore;
  readonly env: EnvStore;
  readonly delegates: DelegateStore;
  readonly transfers: TransferStore;
  readonly whatsapp: WhatsAppStore;
  readonly chromium: ChromiumStore;

  constructor(db: Db) {
    this.users = new UserStore(db);
    this.offices = new OfficeStore(db);
    this.agents = new AgentStore(db);
    this.memories = new MemoryStore(db);
    this.tasks = new TaskStore(db);
    this.files = new FileStore(db);
    this.ledger = new LedgerStore(db);
    this.conversations = new ConversationStore(db);
    this.messages = new MessageStore(db);
    this.groups = new GroupStore(db);
    this.sessions = new SessionStore(db);
    this.events = new EventStore(db);
    this.activity = new ActivityStore(db);
    this.idempotency = new IdempotencyStore(db);
    this.integrations = new IntegrationStore(db);
    this.extensions = new ExtensionStore(db);
    this.callbacks = new CallbackStore(db);
    this.backups = new BackupStore(db);
    this.env = new EnvStore(db);
    this.delegates = new DelegateStore(db);
    this.transfers = new TransferStore(db);
    this.whatsapp = new WhatsAppStore(db);
    this.chromium = new ChromiumStore(db);
  }
}
