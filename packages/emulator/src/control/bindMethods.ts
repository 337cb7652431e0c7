import type { Control } from './Control.ts';
import { type MethodName, methods } from './methods.ts';

/** The type of a method by its name: of `clock.advance`, that of `Control['clock']['advance']`. */
export type MethodOf<Name extends string> = Name extends `${infer Part extends keyof Control}.${infer Method}`
  ? Control[Part] extends infer Methods
    ? Methods[Method & keyof Methods]
    : never
  : Control[Name & keyof Control];

/** Creates a control whose methods call `invoke`. `follow` is the method of the log that is a stream. */
export function bindMethods(
  invoke: (name: MethodName, args: readonly unknown[]) => Promise<unknown>,
  follow: Control['log']['follow'],
): Control {
  const control: Record<string, unknown> = { log: { follow } };
  for (const name of Object.keys(methods) as MethodName[]) {
    const method = (...args: unknown[]): Promise<unknown> => invoke(name, args);
    const [part = '', inner] = name.split('.');
    if (inner === undefined) control[part] = method;
    else control[part] = { ...Object(control[part]), [inner]: method };
  }
  // The table has every method of `Control`: a type test compares them.
  return control as unknown as Control;
}

/** Calls a method of a control by its name. */
export function callMethod(control: Control, name: MethodName, args: readonly unknown[]): Promise<unknown> {
  let method: unknown = control;
  for (const part of name.split('.')) method = Reflect.get(Object(method), part);
  return (method as (...args: readonly unknown[]) => Promise<unknown>)(...args);
}
