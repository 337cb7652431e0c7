import type { MethodOf } from '../../src/control/bindMethods.ts';
import type { Control, EmulatorInfo } from '../../src/control/Control.ts';
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

let info: Promise<EmulatorInfo> | undefined;

/** The addresses of the emulator, which do not change while it runs. */
export function emulatorInfo(): Promise<EmulatorInfo> {
  info ??= control('info').catch((error) => {
    info = undefined;
    throw error;
  });
  return info;
}
