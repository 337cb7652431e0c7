import { type Schema, shape, text, texts } from '../schema.ts';

/** Something that agents can be hired as. */
export interface Role {
  /** What it is called. */
  name: string;
  /** What it may do. */
  permissions: string[];
}

/** The schema of {@link Role}. */
export const roleSchema: Schema<Role> = shape<Role>({
  name: text,
  permissions: texts,
});
