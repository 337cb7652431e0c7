import type { CommandClass } from 'clipanion';
import type { Context } from './Context.ts';

/** A command that `mi` knows: found here by its words, loaded only when it is the one that runs. */
export interface CommandEntry {
  /** The words that name it; also where its file is, under `commands/`. */
  readonly path: string;
  /** What it takes, in short, for lists of commands. */
  readonly synopsis: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** Loads its class. */
  readonly load: () => Promise<CommandClass<Context>>;
}

/** The first words that stand for the same thing: what is typed → what it means. */
export const topicAliases: Readonly<Record<string, string>> = { colonies: 'offices' };

/** Every command, in the order of the help. */
export const registry: readonly CommandEntry[] = [
  {
    path: 'login',
    synopsis: '[--endpoint <url>] [--token -]',
    summary: 'sign in with the browser, or with a key',
    load: async () => (await import('./commands/login.ts')).Login,
  },
  {
    path: 'logout',
    synopsis: '',
    summary: 'forget the stored key',
    load: async () => (await import('./commands/logout.ts')).Logout,
  },
  {
    path: 'whoami',
    synopsis: '',
    summary: 'show who is signed in, and where',
    load: async () => (await import('./commands/whoami.ts')).Whoami,
  },
  {
    path: 'init',
    synopsis: '[--endpoint <url>] [--office <id>]',
    summary: 'set the endpoint and the default office',
    load: async () => (await import('./commands/init.ts')).Init,
  },
  {
    path: 'dev',
    synopsis: '[--port <n>] [--data <dir>]',
    summary: 'run the platform on this machine',
    load: async () => (await import('./commands/dev.ts')).Dev,
  },
  {
    path: 'auth list',
    synopsis: '',
    summary: 'list the accounts on this machine',
    load: async () => (await import('./commands/auth/list.ts')).AuthList,
  },
  {
    path: 'auth switch',
    synopsis: '[<profile>]',
    summary: 'choose the account that commands act as',
    load: async () => (await import('./commands/auth/switch.ts')).AuthSwitch,
  },
  {
    path: 'auth logout',
    synopsis: '[<profile>] [--all]',
    summary: 'forget the key of an account, or of all',
    load: async () => (await import('./commands/auth/logout.ts')).AuthLogout,
  },
  {
    path: 'offices list',
    synopsis: '',
    summary: 'list your offices',
    load: async () => (await import('./commands/offices/list.ts')).OfficesList,
  },
  {
    path: 'offices get',
    synopsis: '[<office>]',
    summary: 'show one office',
    load: async () => (await import('./commands/offices/get.ts')).OfficesGet,
  },
  {
    path: 'offices create',
    synopsis: '-n <name> [--force]',
    summary: 'create an office, or get the one you own',
    load: async () => (await import('./commands/offices/create.ts')).OfficesCreate,
  },
  {
    path: 'offices status',
    synopsis: '[<office>]',
    summary: 'show whether an office is up',
    load: async () => (await import('./commands/offices/status.ts')).OfficesStatus,
  },
  {
    path: 'offices delete',
    synopsis: '<office> [--yes]',
    summary: 'delete an office and all that is in it',
    load: async () => (await import('./commands/offices/delete.ts')).OfficesDelete,
  },
  {
    path: 'agents list',
    synopsis: '-o <office>',
    summary: 'list the agents of an office',
    load: async () => (await import('./commands/agents/list.ts')).AgentsList,
  },
  {
    path: 'agents hire',
    synopsis: '-o <office> -n <name> [-r <role>] [-m <model>] [--wait]',
    summary: 'hire an agent',
    load: async () => (await import('./commands/agents/hire.ts')).AgentsHire,
  },
  {
    path: 'agents get',
    synopsis: '<office> <name>',
    summary: 'show one agent',
    load: async () => (await import('./commands/agents/get.ts')).AgentsGet,
  },
  {
    path: 'agents logs',
    synopsis: '<office> <name> [-t <lines>]',
    summary: 'show what an agent has logged',
    load: async () => (await import('./commands/agents/logs.ts')).AgentsLogs,
  },
  {
    path: 'agents activity',
    synopsis: '<office> <name> [-l <limit>] [-c <category>]',
    summary: 'show what an agent has done',
    load: async () => (await import('./commands/agents/activity.ts')).AgentsActivity,
  },
  {
    path: 'agents fire',
    synopsis: '<office> <name> [--yes]',
    summary: 'fire an agent; its name is free again',
    load: async () => (await import('./commands/agents/fire.ts')).AgentsFire,
  },
  {
    path: 'chat',
    synopsis: '<office> <agent>',
    summary: 'talk with an agent',
    load: async () => (await import('./commands/chat.ts')).Chat,
  },
  {
    path: 'send',
    synopsis: '<office> <agent> <message> [--wait]',
    summary: 'send an agent one message',
    load: async () => (await import('./commands/send.ts')).Send,
  },
  {
    path: 'tasks list',
    synopsis: '-o <office>',
    summary: 'list the tasks of an office',
    load: async () => (await import('./commands/tasks/list.ts')).TasksList,
  },
  {
    path: 'tasks create',
    synopsis: '-o <office> -t <title> [-d <text>] [-k <kind>] [-a <agent>] [--wait]',
    summary: 'give an agent something to do',
    load: async () => (await import('./commands/tasks/create.ts')).TasksCreate,
  },
  {
    path: 'tasks get',
    synopsis: '<office> <task>',
    summary: 'show one task, with its result',
    load: async () => (await import('./commands/tasks/get.ts')).TasksGet,
  },
  {
    path: 'tasks stats',
    synopsis: '-o <office>',
    summary: 'count the tasks by status',
    load: async () => (await import('./commands/tasks/stats.ts')).TasksStats,
  },
  {
    path: 'files ls',
    synopsis: '-o <office>',
    summary: 'list the files on the shared drive',
    load: async () => (await import('./commands/files/ls.ts')).FilesLs,
  },
  {
    path: 'files upload',
    synopsis: '<office> <path> [-n <name>]',
    summary: 'put a file on the shared drive',
    load: async () => (await import('./commands/files/upload.ts')).FilesUpload,
  },
  {
    path: 'files download',
    synopsis: '<office> <file> [-o <path>]',
    summary: 'get a file from the shared drive',
    load: async () => (await import('./commands/files/download.ts')).FilesDownload,
  },
  {
    path: 'credits balance',
    synopsis: '-o <office>',
    summary: 'show how many credits are left',
    load: async () => (await import('./commands/credits/balance.ts')).CreditsBalance,
  },
  {
    path: 'credits add',
    synopsis: '-o <office> -a <amount> -r <reason>',
    summary: 'add credits',
    load: async () => (await import('./commands/credits/add.ts')).CreditsAdd,
  },
  {
    path: 'credits history',
    synopsis: '-o <office> [-l <limit>]',
    summary: 'show what came and went',
    load: async () => (await import('./commands/credits/history.ts')).CreditsHistory,
  },
  {
    path: 'keys generate',
    synopsis: '-o <office> -a <agent> [--encrypt]',
    summary: 'make a key pair for an agent',
    load: async () => (await import('./commands/keys/generate.ts')).KeysGenerate,
  },
  {
    path: 'keys list',
    synopsis: '-o <office>',
    summary: 'list the agents whose keys are here',
    load: async () => (await import('./commands/keys/list.ts')).KeysList,
  },
  {
    path: 'keys pubkey',
    synopsis: '-o <office> -a <agent>',
    summary: 'print an agent’s public key',
    load: async () => (await import('./commands/keys/pubkey.ts')).KeysPubkey,
  },
  {
    path: 'keys rotate',
    synopsis: '-o <office> -a <agent>',
    summary: 'replace an agent’s key, here and at the platform',
    load: async () => (await import('./commands/keys/rotate.ts')).KeysRotate,
  },
  {
    path: 'keys export',
    synopsis: '-o <office> -a <agent> [--out <file>]',
    summary: 'copy an agent’s key, encrypted',
    load: async () => (await import('./commands/keys/export.ts')).KeysExport,
  },
  {
    path: 'keys import',
    synopsis: '-o <office> -a <agent> <file>|-',
    summary: 'keep an agent’s key from elsewhere',
    load: async () => (await import('./commands/keys/import.ts')).KeysImport,
  },
  {
    path: 'api',
    synopsis: '<METHOD> <path> [-d <json>] [--agent <name> --office <id>]',
    summary: 'call any route of the platform',
    load: async () => (await import('./commands/api.ts')).Api,
  },
];
