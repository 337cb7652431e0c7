export { type EmulatorTest, emulatorTest, type TestFunction } from './fixtures/nodeFixtures.ts';
