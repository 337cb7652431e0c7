import { expectTypeOf, test } from 'vitest';
import { type KeyPair, Keystore } from './index.ts';

/** The keystore as programs of the earlier client use it. */
interface EarlierKeystore {
  storeAgentKey(officeId: string, agentName: string, privateKey: Uint8Array): Promise<void>;
  loadAgentKey(officeId: string, agentName: string): Promise<Uint8Array>;
  hasAgentKey(officeId: string, agentName: string): Promise<boolean>;
  deleteAgentKey(officeId: string, agentName: string): Promise<void>;
  generateAndStore(officeId: string, agentName: string): Promise<KeyPair>;
  getPublicKey(officeId: string, agentName: string): Promise<string>;
  listAgentKeys(officeId: string): Promise<string[]>;
  storeJWTSecret(secret: string): Promise<void>;
  loadJWTSecret(): Promise<string>;
  storeConfig(config: Record<string, unknown>): Promise<void>;
  loadConfig(): Promise<Record<string, unknown>>;
}

test('default: has all earlier signatures', () => {
  expectTypeOf<Keystore>().toExtend<EarlierKeystore>();
  expectTypeOf(Keystore).toBeConstructibleWith({ basePath: '/custom/path' });
});

test('behavior: types known fields of a config, and no others', () => {
  expectTypeOf<Awaited<ReturnType<Keystore['loadConfig']>>['endpoint']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Awaited<ReturnType<Keystore['loadConfig']>>['theme']>().toEqualTypeOf<unknown>();
});
