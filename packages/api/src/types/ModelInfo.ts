import { boolean, type Schema, shape, text } from '../schema.ts';

/** A model that agents can run on. */
export interface ModelInfo {
  /** Who serves it. */
  provider: string;
  /** The provider's id for it. */
  model_id: string;
  /** What people call it. */
  name: string;
  /** Whether this office can use it. */
  available: boolean;
}

/** The schema of {@link ModelInfo}. */
export const modelInfoSchema: Schema<ModelInfo> = shape<ModelInfo>({
  provider: text,
  model_id: text,
  name: text,
  available: boolean,
});
