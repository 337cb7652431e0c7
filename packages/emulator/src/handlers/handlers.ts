import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../core/Handler.ts';
import { backups } from './backups.ts';
import { callbacks } from './callbacks.ts';
import { capabilities } from './capabilities.ts';
import { chromium } from './chromium.ts';
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
import { tasks } from './tasks.ts';
import { transfer } from './transfer.ts';
import { whatsapp } from './whatsapp.ts';
import { workspace } from './workspace.ts';
import { xmtpApi } from './xmtpApi.ts';

type Contract = typeof contract;

/** What every operation does, by group and method. A group of the contract that is not here answers 501. */
export const handlers: { readonly [Name in keyof Contract]?: Handlers<Contract[Name]> } = {
  offices,
  employees,
  tasks,
  files,
  credits,
  xmtpApi,
  messages,
  integrations,
  extensions,
  events,
  callbacks,
  backups,
  env,
  delegates,
  workspace,
  roles,
  transfer,
  llmPing,
  whatsapp,
  chromium,
  capabilities,
  proxy,
};
