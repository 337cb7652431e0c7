/** Where a keystore lives, and whom it is for. */
export interface KeystoreConfig {
  /** The folder of everything it keeps. Default: `.os1` in the home folder. */
  basePath?: string | undefined;
  /** The profile that the config is read from and written to. Default: the current one. */
  profile?: string | undefined;
}
