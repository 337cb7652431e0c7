import { apiKeyVariable } from '@mitosislabs/api/account';
import type { Context } from '../Context.ts';
import { ignoredVariables } from './variables.ts';

/** One note for each variable that overrides the current profile, or that another variable overrides. */
export function overrides({ env }: Pick<Context, 'env'>, profile: string | undefined): string[] {
  const key = apiKeyVariable(env);
  return [
    profile === undefined &&
      env['MI_PROFILE'] &&
      'note: MI_PROFILE is set: it overrides the current profile.',
    key && `note: ${key.name} is set: it overrides every stored key.`,
    env['MITOSIS_ENDPOINT'] && 'note: MITOSIS_ENDPOINT is set: it overrides the endpoint of the profile.',
    ...ignoredVariables(env),
  ].filter((line) => typeof line === 'string' && line !== '') as string[];
}
