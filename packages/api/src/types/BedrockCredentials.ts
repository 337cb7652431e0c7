import { type Schema, shape, text } from '../schema.ts';

/** Credentials for models on Amazon Bedrock. Secret. */
export interface BedrockCredentials {
  /** The id of the access key. */
  accessKeyId: string;
  /** The access key itself. */
  secretAccessKey: string;
  /** The region of the models, such as `us-east-1`. */
  region: string;
}

/** The schema of {@link BedrockCredentials}. */
export const bedrockCredentialsSchema: Schema<BedrockCredentials> = shape<BedrockCredentials>({
  accessKeyId: text,
  secretAccessKey: text,
  region: text,
});
