import { contract, type Group } from '@mitosislabs/api/contract';
import { closest, InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Refuses names, or `group.*`, that are not in the contract: a rule or a query with a typing error would match no request.
 *
 * @param argument - The name of the argument, for the error.
 */
export function requireOperations(argument: string, operation: string | readonly string[] | undefined): void {
  if (operation === undefined) return;
  const names = operationNames();
  for (const name of typeof operation === 'string' ? [operation] : operation) {
    if (names.includes(name)) continue;
    const meant = closest(name, names);
    throw new InvalidArgumentError(argument, `has no operation \`${name}\``, {
      hint: meant === undefined ? 'Operations are named as `tasks.create`.' : `Did you mean \`${meant}\`?`,
    });
  }
}

/** The names of all operations and groups. */
function operationNames(): string[] {
  const names: string[] = [];
  for (const group of Object.values(contract as Readonly<Record<string, Group>>)) {
    const inGroup = Object.values(group).map((endpoint) => endpoint.name);
    names.push(...inGroup, ...inGroup.slice(0, 1).map((first) => `${first.split('.')[0]}.*`));
  }
  return names;
}
