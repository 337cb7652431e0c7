/** The parameters that mean the same in every method, with their descriptions. */
export declare const sharedParameters: Readonly<Record<string, string>>;
