export type { Repeat } from '@mitosislabs/transport';

import { backups } from './contract/backups.ts';
import { callbacks } from './contract/callbacks.ts';
import { capabilities } from './contract/capabilities.ts';
import { chromium } from './contract/chromium.ts';
import { client } from './contract/client.ts';
import { credits } from './contract/credits.ts';
import { delegates } from './contract/delegates.ts';
import { employees } from './contract/employees.ts';
import { env } from './contract/env.ts';
import { events } from './contract/events.ts';
import { extensions } from './contract/extensions.ts';
import { files } from './contract/files.ts';
import { integrations } from './contract/integrations.ts';
import { llmPing } from './contract/llmPing.ts';
import { messages } from './contract/messages.ts';
import { offices } from './contract/offices.ts';
import { proxy } from './contract/proxy.ts';
import { roles } from './contract/roles.ts';
import { tasks } from './contract/tasks.ts';
import { transfer } from './contract/transfer.ts';
import { whatsapp } from './contract/whatsapp.ts';
import { workspace } from './contract/workspace.ts';
import { xmtpApi } from './contract/xmtpApi.ts';

export { type Access, access } from './contract/access.ts';
export type {
  AnswerKind,
  BodyOf,
  Endpoint,
  Group,
  InputOf,
  OutputOf,
  PathNames,
  QueryOf,
} from './contract/Endpoint.ts';
export { firstIssue, type Issue } from './firstIssue.ts';
export type { OptionalSchema, Schema, SchemaType } from './schema.ts';

/** Every operation of the platform, as data, by group and method. */
export const contract = {
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
