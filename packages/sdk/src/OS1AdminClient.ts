import { MitosisClient } from './MitosisClient.ts';

/**
 * The former name of {@link MitosisClient}, from the days of the codename OS-1.
 *
 * @deprecated Use {@link MitosisClient}. This name goes away in a future major version.
 *
 * @example
 * ```ts
 * import { OS1AdminClient } from '@mitosislabs/sdk';
 *
 * const mi = new OS1AdminClient({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * ```
 */
export const OS1AdminClient = MitosisClient;

/**
 * The former name of the type {@link MitosisClient}.
 *
 * @deprecated Use {@link MitosisClient}.
 */
export type OS1AdminClient = MitosisClient;
