import { API_KEY_VARIABLES, apiKeyVariable, OFFICE_VARIABLES, type Variable } from '@mitosislabs/api/account';
import type { Context } from '../Context.ts';

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

/** One note for each variable that is ignored because a preferred one has another value. */
function ignoredVariables(env: Context['env']): string[] {
  return [API_KEY_VARIABLES, OFFICE_VARIABLES].flatMap((names) => {
    const [used, ...others] = allSet(env, names);
    return others
      .filter(({ value }) => value !== used?.value)
      .map(({ name }) => `note: ${name} is ignored, because ${used?.name} is set too, to another value.`);
  });
}

function allSet(env: Context['env'], names: readonly string[]): Variable[] {
  return names.flatMap((name) => {
    const value = env[name];
    return value ? [{ name, value }] : [];
  });
}
