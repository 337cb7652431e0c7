import { tasks } from './contract/tasks.ts';

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
export const contract = { tasks };
