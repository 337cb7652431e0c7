import { assertOptions, type OptionNames } from '@mitosislabs/auth/errors';
import type { Endpoint } from '../contract/Endpoint.ts';
import { firstIssue } from '../contract/schema.ts';

/** A response that violates the contract. */
export interface ContractViolation {
  /** The operation: `tasks.get`. */
  operation: string;
  /** The path in the response, fields and indexes joined by dots: `0.created_at`. Empty: the response itself. */
  path: string;
  /** The value that the contract specifies, in words. */
  expected: string;
  /** The kind of the value found; never its content. */
  received: string;
}

/** Checks each response. If it throws, the call fails with an `UnexpectedResponseError`. */
export type ResponseValidator = (endpoint: Endpoint, answer: unknown) => void;

/** Options of {@link responseValidator}. */
export interface ResponseValidationOptions {
  /** `off`: no validation (the default). `warn`: calls `onContractViolation`. `strict`: also fails the call. */
  validate?: 'off' | 'warn' | 'strict' | undefined;
  /** Called for each response that violates the contract, in `warn` and `strict`. */
  onContractViolation?: ((violation: ContractViolation) => void) | undefined;
}

const validationOptions: OptionNames<ResponseValidationOptions> = {
  validate: true,
  onContractViolation: true,
};

/**
 * Creates a check of responses against the contract, for the constructor of a group. Unknown fields are allowed.
 *
 * @param options - How strict it is, and the callback.
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
      throw new TypeError(`${received} instead of ${expected} ${path ? `at ${path}` : 'at the top'}`);
  };
}
