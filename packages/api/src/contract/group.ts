import type { Endpoint } from './Endpoint.ts';

/** The operations of one group, by the name of the method. {@link group} adds their own names. */
export type Operations = Readonly<Record<string, Omit<Endpoint, 'name'>>>;

/** The operations of one group with their names: `<group>.<method>`. */
export type Named<Name extends string, O extends Operations> = {
  readonly [Method in keyof O & string]: { readonly name: `${Name}.${Method}` } & O[Method];
};

/**
 * Returns the contract entries of one group.
 *
 * @param name - The name of the group: its field of the client.
 * @param operations - Its operations.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function group<Name extends string, const O extends Operations>(
  name: Name,
  operations: O,
): Named<Name, O> {
  const named: Record<string, Endpoint> = {};
  for (const method in operations) {
    named[method] = { name: `${name}.${method}`, ...(operations[method] as Omit<Endpoint, 'name'>) };
  }
  return named as Named<Name, O>;
}
