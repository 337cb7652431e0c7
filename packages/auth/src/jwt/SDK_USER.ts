/**
 * The default user name: the sender of messages to agents, and the user of first-party tokens that name none.
 */
export const SDK_USER = 'admin-sdk';
