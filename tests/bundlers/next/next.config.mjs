// The browser's calls go through this server, as behind a site of one's own: the platform lets no other origin in.
const { MITOSIS_ENDPOINT: endpoint, MITOSIS_DASHBOARD_ENDPOINT: dashboard } = process.env;

export default {
  rewrites: async () => [
    { source: '/api/v1/:path*', destination: `${endpoint}/api/v1/:path*` },
    { source: '/api/:path*', destination: `${dashboard}/api/:path*` },
    { source: '/healthz', destination: `${endpoint}/healthz` },
  ],
};
