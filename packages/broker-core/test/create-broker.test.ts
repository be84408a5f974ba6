import { afterEach, describe, expect, it } from '@jest/globals';
import { createMessageBroker, type BackendModule } from '../src/create-broker.js';
import { BackendNotInstalledError, ConfigError } from '../src/errors.js';
import { FakeBroker } from './fake-broker.js';

const backend: BackendModule = { createBroker: (config) => Promise.resolve(new FakeBroker(config)) };

describe('createMessageBroker', () => {
  it('says how to install a backend that is not there', async () => {
    const failure = createMessageBroker({ type: 'postgres' });
    await expect(failure).rejects.toBeInstanceOf(BackendNotInstalledError);
    await expect(failure).rejects.toMatchObject({ code: 'BACKEND_NOT_INSTALLED', packageName: '@runwire/broker-postgres', retryable: false });
    await expect(failure).rejects.toThrow('run: npm install @runwire/broker-postgres');
    await expect(failure).rejects.toThrow('"memory" and "redis"');
  });

  it('makes a fresh broker from a loader, with the checked configuration', async () => {
    const loaders = { fake: () => Promise.resolve(backend) };
    const config = { type: 'fake', maxSubscribers: 3 };
    const [one, two] = [await createMessageBroker(config, loaders), await createMessageBroker(config, loaders)];
    expect(one).not.toBe(two);
    expect(one).toMatchObject({ config });
    await Promise.all([one.close(), two.close()]);
  });

  it('loads only the backend that is asked for', async () => {
    const never = (): Promise<BackendModule> => Promise.reject(new Error('loaded'));
    await (await createMessageBroker({ type: 'fake' }, { memory: never, redis: never, fake: () => Promise.resolve(backend) })).close();
  });

  it('passes on what a loader throws, and refuses what is no backend', async () => {
    const failure = new Error('half installed');
    await expect(createMessageBroker({ type: 'fake' }, { fake: () => Promise.reject(failure) })).rejects.toBe(failure);
    for (const wrong of [{}, undefined, { createBroker: 1 }]) {
      const load = (): Promise<BackendModule> => Promise.resolve(wrong as unknown as BackendModule);
      await expect(createMessageBroker({ type: 'fake' }, { fake: load })).rejects.toThrow(ConfigError);
    }
  });

  it('takes no loader from the prototype of an object', async () => {
    await expect(createMessageBroker({ type: 'constructor' })).rejects.toBeInstanceOf(BackendNotInstalledError);
  });

  it('refuses a wrong configuration before it loads anything', async () => {
    await expect(createMessageBroker({ type: 'fake', maxSubscribers: 0 }, { fake: () => Promise.reject(new Error('loaded')) })).rejects.toThrow(ConfigError);
  });

  describe('without a configuration', () => {
    const before = process.env['MESSAGE_BROKER_TYPE'];
    afterEach(() => {
      if (before === undefined) delete process.env['MESSAGE_BROKER_TYPE'];
      else process.env['MESSAGE_BROKER_TYPE'] = before;
    });

    it('reads the environment', async () => {
      process.env['MESSAGE_BROKER_TYPE'] = 'fake';
      const broker = await createMessageBroker(undefined, { fake: () => Promise.resolve(backend) });
      expect(broker).toMatchObject({ config: { type: 'fake' } });
      await broker.close();
    });
  });
});
