import type { MethodOf } from '../../src/control/bindMethods.ts';
import type { Control, EmulatorInfo } from '../../src/control/Control.ts';
import { token } from './connection.ts';
import { request } from './request.ts';

type Method = (...args: never) => unknown;
type MethodName = {
  [Name in keyof Control]: Control[Name] extends Method ? Name : `${Name}.${keyof Control[Name] & string}`;
}[keyof Control];
type Arguments<Name extends MethodName> =
  MethodOf<Name> extends (...args: infer Args) => unknown ? Args : never;
type Result<Name extends MethodName> =
  MethodOf<Name> extends (...args: never) => Promise<infer Value> ? Value : never;

/**
 * Calls a method of the control plane: `control('clock.advance', 60_000)`.
 *
 * @throws {@link RequestError} when the emulator refuses it, or does not respond.
 */
export async function control<Name extends MethodName>(
  method: Name,
  ...args: Arguments<Name>
): Promise<Result<Name>> {
  const [first] = args as readonly unknown[];
  const isBytes = first instanceof Uint8Array;
  const response = await request(`/__emulator/control/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': isBytes ? 'application/octet-stream' : 'application/json' },
    body: isBytes ? (first as Uint8Array<ArrayBuffer>) : JSON.stringify(args),
  });
  if (response.status === 204) return undefined as Result<Name>;
  const sendsBytes = response.headers.get('Content-Type') === 'application/octet-stream';
  const value: unknown = sendsBytes ? new Uint8Array(await response.arrayBuffer()) : await response.json();
  return value as Result<Name>;
}

let known: { readonly token: string | undefined; readonly info: Promise<EmulatorInfo> } | undefined;

/** The addresses of the emulator. They change when it starts again, and the token with them. */
export function emulatorInfo(): Promise<EmulatorInfo> {
  if (known?.token !== token.value) known = undefined;
  known ??= { token: token.value, info: control('info') };
  return known.info.catch((error) => {
    known = undefined;
    throw error;
  });
}
