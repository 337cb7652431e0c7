/** The cost of scrypt for files that are written: 128 MiB and about half a second for each guess. */
export const WRITTEN_COST = { n: 2 ** 17, r: 8, p: 1 } as const;

/** Limits on the cost of opening a file: half a gigabyte (in bytes) and some seconds (in rounds). */
export const MOST_MEMORY = 512 * 1024 * 1024;
export const MOST_SCRYPT_WORK = 2 ** 22;
export const MOST_ROUNDS = 10_000_000;
