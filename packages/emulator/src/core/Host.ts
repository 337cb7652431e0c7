/** Which of the platform's two hosts a server is. */
export type Host = 'office-manager' | 'dashboard';
