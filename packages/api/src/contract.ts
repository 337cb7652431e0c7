import { client } from './contract/client.ts';
import { credits } from './contract/credits.ts';
import { employees } from './contract/employees.ts';
import { files } from './contract/files.ts';
import { messages } from './contract/messages.ts';
import { offices } from './contract/offices.ts';
import { tasks } from './contract/tasks.ts';
import { xmtpApi } from './contract/xmtpApi.ts';

export type {
  AnswerKind,
  BodyOf,
  Endpoint,
  Group,
  InputOf,
  OutputOf,
  PathNames,
  QueryOf,
  Repeat,
} from './contract/Endpoint.ts';
export type { Schema } from './schema.ts';

/** Every operation of the platform, as data, by group and method. */
export const contract = { client, offices, employees, tasks, files, credits, xmtpApi, messages };
