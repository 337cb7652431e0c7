/**
 * The default name of a user of the SDK: the author of messages to agents, and the user of first-party tokens without one.
 */
export const SDK_USER = 'admin-sdk';
