import { assertOptions, type OptionNames } from '@mitosislabs/auth/errors';
import type { Endpoint } from '../contract/Endpoint.ts';
import { firstIssue } from '../contract/schema.ts';

/** An answer that is not what the contract says. */
export interface ContractViolation {
  /** The operation: `tasks.get`. */
  operation: string;
  /** Where in the answer, fields and indexes joined by dots: `0.created_at`. Empty: the answer itself. */
  path: string;
  /** The value that the contract specifies, in words. */
  expected: string;
  /** The kind of the value found; never its content. */
  received: string;
}

/** Looks at each answer; what it throws fails the call with an `UnexpectedResponseError`. */
export type ResponseValidator = (endpoint: Endpoint, answer: unknown) => void;

/** How strictly answers are compared with the contract. */
export interface ResponseValidationOptions {
  /** `off`: not at all (the default). `warn`: tells `onContractViolation`. `strict`: fails the call. */
  validate?: 'off' | 'warn' | 'strict' | undefined;
  /** Told of each answer that is not what the contract says, in `warn` and `strict` alike. */
  onContractViolation?: ((drift: ContractViolation) => void) | undefined;
}

const validationOptions: OptionNames<ResponseValidationOptions> = {
  validate: true,
  onContractViolation: true,
};

/**
 * Makes a check of answers against the contract, for the constructor of a group. Fields that the contract does not know
 * are no drift.
 *
 * @param options - How strictly, and whom to tell.
 * @returns the check, or `undefined` for `off`.
 *
 * @example
 * ```ts
 * import { responseValidator } from '@mitosislabs/api';
 * import { TasksAPI } from '@mitosislabs/api/tasks';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const check = responseValidator({ validate: 'warn', onContractViolation: ({ operation, path }) => console.warn(operation, path) });
 * const tasks = new TasksAPI(transport, check);
 * ```
 */
export function responseValidator(options: ResponseValidationOptions): ResponseValidator | undefined {
  assertOptions('options', options, validationOptions);
  const { validate = 'off', onContractViolation } = options;
  if (validate === 'off') return undefined;
  return (endpoint, answer) => {
    if (!endpoint.output) return;
    const issue = firstIssue(endpoint.output, answer);
    if (!issue) return;
    const { expected, received } = issue;
    const path = issue.path.join('.');
    onContractViolation?.({ operation: endpoint.name, path, expected, received });
    if (validate === 'strict')
      throw new TypeError(`${received} instead of ${expected} at ${path || 'its top'}`);
  };
}
