/** The cost of scrypt for files that are written: 128 MiB and about half a second for each guess. */
export const WRITTEN_COST = { n: 2 ** 17, r: 8, p: 1 } as const;

/** The most memory for opening a file: half a gigabyte, in bytes. */
export const MOST_MEMORY = 512 * 1024 * 1024;
/** The most work of scrypt for opening a file, as `n * r * p`: a few seconds. */
export const MOST_SCRYPT_WORK = 2 ** 22;
/** The most rounds of PBKDF2 for opening a file: a few seconds. */
export const MOST_ROUNDS = 10_000_000;
