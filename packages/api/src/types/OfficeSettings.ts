import { record, type Schema } from '../schema.ts';

/** The settings of an office: an open set, by name. */
export interface OfficeSettings {
  /** One setting. */
  [key: string]: unknown;
}

/** The schema of {@link OfficeSettings}. */
export const officeSettingsSchema: Schema<OfficeSettings> = record;
