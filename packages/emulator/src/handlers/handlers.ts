import type { contract } from '@mitosislabs/api/contract';
import { credits } from './credits.ts';
import { employees } from './employees.ts';
import { files } from './files.ts';
import type { Handlers } from './Handler.ts';
import { messages } from './messages.ts';
import { offices } from './offices.ts';
import { tasks } from './tasks.ts';
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
};
