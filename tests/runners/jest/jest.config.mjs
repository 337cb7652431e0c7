// Jest runs ES modules with `node --experimental-vm-modules`.
export default { testEnvironment: 'node', transform: {}, testMatch: ['**/*.test.mjs'], testTimeout: 120_000 };
