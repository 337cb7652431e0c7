import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../core/Handler.ts';
import type { Platform } from '../platform/Platform.ts';
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
import { env } from './offices/env.ts';
import { extensions } from './offices/extensions.ts';
import { integrations } from './offices/integrations.ts';
import { offices } from './offices/offices.ts';
import { proxy } from './offices/proxy.ts';
import { whatsapp } from './offices/whatsapp.ts';
import { credits } from './work/credits.ts';
import { files } from './work/files.ts';
import { tasks } from './work/tasks.ts';
import { workspace } from './work/workspace.ts';

type Contract = typeof contract;

/** Creates the handlers of all operations, by group and method. `client` needs none: its route is `/healthz`. */
export function handlersOf(platform: Platform): {
  readonly [Name in Exclude<keyof Contract, 'client'>]: Handlers<Contract[Name]>;
} {
  return {
    offices: offices(platform),
    employees: employees(platform),
    tasks: tasks(platform),
    files: files(platform),
    credits: credits(platform),
    xmtpApi: xmtpApi(platform),
    messages: messages(platform),
    integrations: integrations(platform),
    extensions: extensions(platform),
    events: events(platform),
    callbacks: callbacks(platform),
    backups: backups(platform),
    env: env(platform),
    delegates: delegates(platform),
    workspace: workspace(platform),
    roles: roles(),
    transfer: transfer(platform),
    llmPing: llmPing(platform),
    whatsapp: whatsapp(platform),
    chromium: chromium(platform),
    capabilities: capabilities(platform),
    proxy: proxy(platform),
  };
}
