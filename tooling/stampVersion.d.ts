/** Puts a version into the text of a skill (`  version: …`) or of llms.txt (`Version …`). */
export function withVersion(text: string, version: string): string;

/** Puts the version of a package into its texts for language models. */
export function stampVersion(folder: string): void;
