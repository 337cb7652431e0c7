import type { contract } from '@mitosislabs/api/contract';
import { backups } from './backups.ts';
import { callbacks } from './callbacks.ts';
import { capabilities } from './capabilities.ts';
import { chromium } from './chromium.ts';
import { client } from './client.ts';
import { credits } from './credits.ts';
import { delegates } from './delegates.ts';
import { employees } from './employees.ts';
import { env } from './env.ts';
import { events } from './events.ts';
import { extensions } from './extensions.ts';
import { files } from './files.ts';
import { integrations } from './integrations.ts';
import { llmPing } from './llmPing.ts';
import { messages } from './messages.ts';
import { offices } from './offices.ts';
import { proxy } from './proxy.ts';
import { roles } from './roles.ts';
import type { Entries } from './Stage.ts';
import { tasks } from './tasks.ts';
import { transfer } from './transfer.ts';
import { whatsapp } from './whatsapp.ts';
import { workspace } from './workspace.ts';
import { xmtpApi } from './xmtpApi.ts';

type Contract = typeof contract;

/** How each operation of the contract is tried, by group and method. */
export const entries: { readonly [Name in keyof Contract]: Entries<Contract[Name]> } = {
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
