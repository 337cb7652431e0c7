import type { Context } from '../Context.ts';

/** What the environment has that goes before the profile that is current, a line each. */
export function overrides({ env }: Pick<Context, 'env'>, profile: string | undefined): string[] {
  return [
    profile === undefined &&
      env['MI_PROFILE'] &&
      'note: MI_PROFILE is set: it goes before the current profile.',
    env['MITOSIS_API_KEY'] && 'note: MITOSIS_API_KEY is set: it goes before every stored key.',
    env['MITOSIS_ENDPOINT'] && 'note: MITOSIS_ENDPOINT is set: it goes before the endpoint of the profile.',
  ].filter((line) => typeof line === 'string' && line !== '') as string[];
}
