/**
 * The name of users of the SDK: the author of the messages that they write to agents, and the user of first-party tokens
 * that name no other.
 */
export const SDK_USER = 'admin-sdk';
