import type { contract } from '@mitosislabs/api/contract';
import { backups } from './agents/backups.ts';
import { capabilities } from './agents/capabilities.ts';
import { delegates } from './agents/delegates.ts';
import { employees } from './agents/employees.ts';
import { llmPing } from './agents/llmPing.ts';
import { roles } from './agents/roles.ts';
import { transfer } from './agents/transfer.ts';
import { events } from './messages/events.ts';
import { messages } from './messages/messages.ts';
import { xmtpApi } from './messages/xmtpApi.ts';
import { callbacks } from './offices/callbacks.ts';
import { chromium } from './offices/chromium.ts';
import { client } from './offices/client.ts';
import { env } from './offices/env.ts';
import { extensions } from './offices/extensions.ts';
import { integrations } from './offices/integrations.ts';
import { offices } from './offices/offices.ts';
import { proxy } from './offices/proxy.ts';
import { whatsapp } from './offices/whatsapp.ts';
import type { Entries } from './Stage.ts';
import { credits } from './work/credits.ts';
import { files } from './work/files.ts';
import { tasks } from './work/tasks.ts';
import { workspace } from './work/workspace.ts';

type Contract = typeof contract;

/** How each operation of the contract is tried, by group and method. */
export const entries: { readonly [Name in keyof Contract]?: Entries<Contract[Name]> } = {
  client,
  offices,
  employees,
  tasks,
  files,
  credits,
  xmtpApi,
  integrations,
  extensions,
  events,
  callbacks,
  backups,
  env,
  delegates,
  messages,
  workspace,
  roles,
  transfer,
  llmPing,
  whatsapp,
  chromium,
  capabilities,
  proxy,
};
