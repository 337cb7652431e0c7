// The tests of users, which e2e/runners starts. They run in as many workers as there are files.
export default {
  test: { include: ['**/*.test.mjs'], maxWorkers: 8, testTimeout: 120_000, hookTimeout: 120_000 },
};
