// The browser of the system, for the documented test.
export default {
  testMatch: '**/*.spec.js',
  reporter: 'list',
  timeout: 120_000,
  use: { launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] } },
};
