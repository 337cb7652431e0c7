import type { Settings } from '../core/Settings.ts';
import type { Database } from '../store/Database.ts';
import { type Tables, tablesOf } from '../store/tables/tables.ts';
import { Activity } from './agents/Activity.ts';
import { Agents } from './agents/Agents.ts';
import { Backups } from './agents/Backups.ts';
import { Delegates } from './agents/Delegates.ts';
import { Lifecycle } from './agents/Lifecycle.ts';
import { Transfers } from './agents/Transfers.ts';
import { Chat } from './messages/Chat.ts';
import { EventFeed } from './messages/EventFeed.ts';
import { Events } from './messages/Events.ts';
import { Groups } from './messages/Groups.ts';
import { Sessions } from './messages/Sessions.ts';
import { Browsers } from './offices/Browsers.ts';
import { Callbacks } from './offices/Callbacks.ts';
import { Extensions } from './offices/Extensions.ts';
import { Integrations } from './offices/Integrations.ts';
import { Offices } from './offices/Offices.ts';
import { Users } from './offices/Users.ts';
import { Variables } from './offices/Variables.ts';
import { WhatsApp } from './offices/WhatsApp.ts';
import { State } from './State.ts';
import { Credits } from './work/Credits.ts';
import { FileAccess } from './work/FileAccess.ts';
import { Files } from './work/Files.ts';
import { Tasks } from './work/Tasks.ts';
import { Workspace } from './work/Workspace.ts';

/** The emulated platform: its services, over one database. Both hosts and the agents use the same one. */
export class Platform {
  readonly db: Database;
  readonly tables: Tables;
  readonly settings: Settings;
  readonly activity: Activity;
  readonly agents: Agents;
  readonly backups: Backups;
  readonly browsers: Browsers;
  readonly callbacks: Callbacks;
  readonly chat: Chat;
  readonly credits: Credits;
  readonly delegates: Delegates;
  readonly eventFeed: EventFeed;
  readonly events: Events;
  readonly extensions: Extensions;
  readonly fileAccess: FileAccess;
  readonly files: Files;
  readonly groups: Groups;
  readonly integrations: Integrations;
  readonly lifecycle: Lifecycle;
  readonly offices: Offices;
  readonly sessions: Sessions;
  readonly state: State;
  readonly tasks: Tasks;
  readonly transfers: Transfers;
  readonly users: Users;
  readonly variables: Variables;
  readonly whatsapp: WhatsApp;
  readonly workspace: Workspace;

  constructor(db: Database, settings: Settings) {
    this.db = db;
    // In one transaction: SQLite reads its schema again after each.
    this.tables = db.transaction(() => tablesOf(db));
    this.settings = settings;
    // A service may use those above it when it is created, and all of them later.
    this.events = new Events(this);
    this.activity = new Activity(this);
    this.credits = new Credits(this);
    this.delegates = new Delegates(this);
    this.extensions = new Extensions(this);
    this.fileAccess = new FileAccess(this);
    this.groups = new Groups(this);
    this.sessions = new Sessions(this);
    this.users = new Users(this);
    this.browsers = new Browsers(this, this);
    this.backups = new Backups(this, this);
    this.chat = new Chat(this, this);
    this.eventFeed = new EventFeed(this, this);
    this.files = new Files(this, this);
    this.lifecycle = new Lifecycle(this, this);
    this.state = new State(this, this);
    this.tasks = new Tasks(this, this);
    this.agents = new Agents(this, this);
    this.offices = new Offices(this, this);
    this.callbacks = new Callbacks(this, this);
    this.transfers = new Transfers(this, this);
    this.variables = new Variables(this, this);
    this.whatsapp = new WhatsApp(this, this);
    this.integrations = new Integrations(this, this);
    this.workspace = new Workspace(this, this);
    settings.clock.onSetBack = () => db.transaction(() => this.state.forgetFuture());
    // An earlier emulator on this data folder may have advanced its clock.
    db.transaction(() => this.state.forgetFuture());
  }
}
