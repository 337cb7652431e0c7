/**
 * An account on a host, as {@link Keystore.listProfiles} returns it: all fields but the key.
 *
 * @example
 * ```ts
 * import { Keystore, type Profile } from '@mitosislabs/keystore';
 *
 * const line = ({ name, isCurrent, email }: Profile) => `${isCurrent ? '*' : ' '} ${name} ${email ?? ''}`;
 * console.log((await new Keystore().listProfiles()).map(line).join('\n'));
 * ```
 */
export interface Profile {
  /** Its name: `default`, or the name that it was given. */
  name: string;
  /** Whether it is used if no profile is named. */
  isCurrent: boolean;
  /** The office-manager: an http or https URL. */
  endpoint: string;
  /** The dashboard, if it cannot be derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** The e-mail address of the account. */
  email?: string | undefined;
  /** The office that commands act on when none is named. */
  defaultOffice?: string | undefined;
  /** The place of its API key; `undefined` when it has none. */
  apiKeyIn?: 'file' | 'keychain' | undefined;
}
