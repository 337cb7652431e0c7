/** Whether a build server runs this, with no one to look or to answer: `CI` is set, and not to `false` or `0`. */
export function isCI(env: Readonly<Record<string, string | undefined>>): boolean {
  return !!env['CI'] && env['CI'] !== 'false' && env['CI'] !== '0';
}
