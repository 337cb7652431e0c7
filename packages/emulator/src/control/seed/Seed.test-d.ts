import type * as v from 'valibot';
import { expectTypeOf, test } from 'vitest';
import type { Seed, SeedAgent, SeedMessage, SeedOffice, SeedTask, SeedUser } from './Seed.ts';
import type { seedSchema } from './seedSchema.ts';

type Checked = v.InferInput<typeof seedSchema>;
type Office = NonNullable<Checked['offices']>[number];
type Item<Field extends keyof Office> = NonNullable<Office[Field]> extends (infer One)[] ? One : never;
/** A type whose optional fields may be `undefined`, as the schema takes them. */
type Loose<T> = { [Field in keyof T]: undefined extends T[Field] ? T[Field] | undefined : T[Field] };

test('default: the schema has exactly the fields of the types', () => {
  expectTypeOf<Seed>().toExtend<Checked>();
  expectTypeOf<keyof Checked>().toEqualTypeOf<keyof Seed>();
  expectTypeOf<keyof Office>().toEqualTypeOf<keyof SeedOffice>();
  expectTypeOf<keyof NonNullable<Checked['users']>[number]>().toEqualTypeOf<keyof SeedUser>();
  expectTypeOf<keyof Item<'agents'>>().toEqualTypeOf<keyof SeedAgent>();
  expectTypeOf<Item<'tasks'>['status']>().toEqualTypeOf<Loose<SeedTask>['status']>();
  expectTypeOf<Item<'agents'>['phase']>().toEqualTypeOf<Loose<SeedAgent>['phase']>();
  expectTypeOf<keyof Item<'tasks'>>().toEqualTypeOf<keyof SeedTask>();
  expectTypeOf<Item<'messages'>>().toEqualTypeOf<SeedMessage>();
});
