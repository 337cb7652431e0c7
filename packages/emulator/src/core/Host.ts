/** One of the platform's two hosts. */
export type Host = 'office-manager' | 'dashboard';
