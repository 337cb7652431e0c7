export { emulatorTest } from './fixtures/vitestFixtures.ts';
