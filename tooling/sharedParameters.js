/**
 * The parameters that mean the same in every method, with their descriptions. Sources leave these out;
 * `describeParameters.js` and the derived reference add them.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const sharedParameters = {
  officeId: 'The office.',
  options: 'Time limits, retries, signal, headers.',
};
