declare const __VERSION__: string | undefined;

/** The version of this package; from its sources, none. */
export const VERSION: string = typeof __VERSION__ === 'undefined' ? '0.0.0' : __VERSION__;
