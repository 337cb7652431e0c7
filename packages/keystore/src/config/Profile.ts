/**
 * An account on a host that this machine knows, as {@link Keystore.listProfiles} shows it: all but the key.
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
  /** Its name: `default`, or what it was called. */
  name: string;
  /** Whether it is used where no other is named. */
  isCurrent: boolean;
  /** The office-manager: an http or https URL. */
  endpoint: string;
  /** The dashboard, where it cannot be derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** Whose key it is. */
  email?: string | undefined;
  /** The office that commands act on when none is named. */
  defaultOffice?: string | undefined;
  /** Where its API key is kept; `undefined` when it has none. */
  apiKeyIn?: 'file' | 'keychain' | undefined;
}
