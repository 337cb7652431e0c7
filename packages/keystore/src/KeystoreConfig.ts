/** Where a keystore lives. */
export interface KeystoreConfig {
  /** The folder of everything it keeps. Default: `.os1` in the home folder. */
  basePath?: string | undefined;
}
