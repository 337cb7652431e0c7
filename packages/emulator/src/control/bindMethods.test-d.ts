import { expectTypeOf, test } from 'vitest';
import type { MethodOf } from './bindMethods.ts';
import type { Control } from './Control.ts';
import type { MethodName } from './methods.ts';

/** The names of the methods of `Control`, as in the table: `clock.advance`. */
type NamesOf<Methods, Prefix extends string = ''> = {
  [Name in keyof Methods & string]: Methods[Name] extends (...args: never[]) => unknown
    ? `${Prefix}${Name}`
    : NamesOf<Methods[Name], `${Name}.`>;
}[keyof Methods & string];

test('the table has each method of Control but the stream, and no other one', () => {
  expectTypeOf<MethodName>().toEqualTypeOf<Exclude<NamesOf<Control>, 'log.follow'>>();
});

test('a name gives the type of its method', () => {
  expectTypeOf<MethodOf<'snapshot'>>().toEqualTypeOf<Control['snapshot']>();
  expectTypeOf<MethodOf<'clock.advance'>>().toEqualTypeOf<Control['clock']['advance']>();
  expectTypeOf<MethodOf<'clock.stop'>>().toBeNever();
});
