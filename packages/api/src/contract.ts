export type { Idempotency } from '@mitosislabs/transport';

import { client } from './contract/client.ts';
import { backups } from './groups/backups/contract.ts';
import { callbacks } from './groups/callbacks/contract.ts';
import { capabilities } from './groups/capabilities/contract.ts';
import { chromium } from './groups/chromium/contract.ts';
import { credits } from './groups/credits/contract.ts';
import { delegates } from './groups/delegates/contract.ts';
import { employees } from './groups/employees/contract.ts';
import { env } from './groups/env/contract.ts';
import { events } from './groups/events/contract.ts';
import { extensions } from './groups/extensions/contract.ts';
import { files } from './groups/files/contract.ts';
import { integrations } from './groups/integrations/contract.ts';
import { llmPing } from './groups/llmPing/contract.ts';
import { messages } from './groups/messages/contract.ts';
import { offices } from './groups/offices/contract.ts';
import { proxy } from './groups/proxy/contract.ts';
import { roles } from './groups/roles/contract.ts';
import { tasks } from './groups/tasks/contract.ts';
import { transfer } from './groups/transfer/contract.ts';
import { whatsapp } from './groups/whatsapp/contract.ts';
import { workspace } from './groups/workspace/contract.ts';
import { xmtpApi } from './groups/xmtpApi/contract.ts';

export type { Access } from './contract/access.ts';
export type {
  BodyOf,
  Endpoint,
  Group,
  InputOf,
  OutputOf,
  PathNames,
  QueryOf,
  ResponseType,
} from './contract/Endpoint.ts';
export { isDestructive } from './contract/Endpoint.ts';
export {
  type CollectionSchema,
  type EnumSchema,
  type FieldSchema,
  fieldsOf,
  firstIssue,
  type Issue,
  type ObjectSchema,
  type OptionalSchema,
  partSchema,
  requiredSchema,
  type ScalarSchema,
  type Schema,
  type SchemaType,
} from './contract/schema.ts';

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
