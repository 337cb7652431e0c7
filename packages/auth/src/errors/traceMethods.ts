import { traced } from './withCaller.ts';

/**
 * Wraps the public async methods of a class, static ones included, so that their errors name the caller's line also where
 * the call is not awaited before it fails. A call costs one capture of the stack: about 3 µs.
 *
 * @param owner - The class, whose methods return no promises with methods of their own.
 *
 * @example
 * ```ts
 * import { traceMethods } from '@mitosislabs/auth/errors';
 *
 * class Files {
 *   static {
 *     traceMethods(this);
 *   }
 *
 *   async load(): Promise<string> {
 *     return 'text';
 *   }
 * }
 * ```
 */
export function traceMethods(owner: { readonly prototype: object }): void {
  for (const holder of [owner, owner.prototype]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      const method: unknown = property.value;
      // The class itself is the `constructor`; the `prototype` is no function.
      if (typeof method !== 'function' || name === 'constructor') continue;
      const value = function (this: unknown, ...args: unknown[]): unknown {
        const result: unknown = method.apply(this, args);
        return result instanceof Promise ? traced(result, new Error()) : result;
      };
      Object.defineProperty(holder, name, { ...property, value });
    }
  }
}
