// Changes the config of a keystore, and says on standard output what it is about to do and what it has done.
import { renameSync, writeFileSync, writeSync } from 'node:fs';
import { Keystore } from '../src/index.ts';

const [mode, basePath = '', name = '', rounds = '0', given = 'null'] = process.argv.slice(2);
const say = (...words) => writeSync(1, `${JSON.stringify(words)}\n`);
const any = (list) => list[Math.floor(Math.random() * list.length)];
const endpoint = 'https://m.mitosislabs.ai';
const keystore = new Keystore({ basePath });

/** Adds one to this worker's counter, which is in a text that all workers share. */
async function count() {
  const own = new Keystore({ basePath, profile: name });
  await own.saveConfig({ endpoint, email: name });
  for (let round = 1; round <= Number(rounds); round++) {
    await keystore.updateConfig((config) => {
      const counts = JSON.parse(config?.email ?? '{}');
      return { ...config, endpoint, email: JSON.stringify({ ...counts, [name]: round }) };
    });
    say(round);
    if (round % 10 === 0) await own.updateConfig((config) => ({ ...config, defaultOffice: `${round}` }));
    if (round % 25 === 0) await keystore.deleteProfile(`${name}.gone`);
    else if (round % 5 === 0)
      await new Keystore({ basePath, profile: `${name}.gone` }).saveConfig({ endpoint });
  }
}

/** Stops itself while it holds the lock, in its second change. */
async function stop() {
  let stops = 1;
  for (let round = 1; round <= Number(rounds); round++) {
    let calls = 0;
    await keystore.updateConfig((config) => {
      const counts = JSON.parse(config?.email ?? '{}');
      // The first call looks whether there is anything to change; the lock is held from the second on.
      if (++calls === 2 && round === 2 && stops-- > 0) {
        say('stopping');
        process.kill(process.pid, 'SIGSTOP');
      }
      return { ...config, endpoint, email: JSON.stringify({ ...counts, [name]: (counts[name] ?? 0) + 1 }) };
    });
    say(round);
  }
}

/** The config that the worker expects after each change. */
const state = JSON.parse(given) ?? { current: 'default', profiles: {} };

function changed(change) {
  const after = structuredClone(state);
  change(after);
  return after;
}

let number = 0;
const newConfig = () => ({
  endpoint,
  apiKey: `mi_${process.pid}_${number++}`,
  email: 'x'.repeat(Math.random() * 9_000 + 1),
});

/** Where a key is to be; `undefined`: where the one before it is. */
const newPlace = () => (name === 'keychain' ? any(['file', 'keychain', 'keychain', undefined]) : undefined);

const operations = {
  save: (profile) => {
    const config = newConfig();
    return [
      changed(({ profiles }) => {
        profiles[profile] = config;
      }),
      () => new Keystore({ basePath, profile }).saveConfig(config, { apiKeyIn: newPlace() }),
    ];
  },
  update: (profile) => {
    const { email } = newConfig();
    return [
      changed(({ profiles }) => {
        profiles[profile] = { ...profiles[profile], endpoint, email };
      }),
      () => new Keystore({ basePath, profile }).updateConfig((config) => ({ ...config, endpoint, email })),
    ];
  },
  switch: () => {
    const profile = any(Object.keys(state.profiles).filter((one) => one !== state.current));
    return (
      profile && [
        changed((after) => {
          after.current = profile;
        }),
        () => keystore.switchProfile(profile),
      ]
    );
  },
  delete: (profile) =>
    state.profiles[profile] && [
      changed((after) => {
        delete after.profiles[profile];
        if (after.current === profile) after.current = 'default';
      }),
      () => keystore.deleteProfile(profile),
    ],
  mend: () => {
    const config = newConfig();
    return [
      { current: 'default', profiles: { work: config } },
      () => new Keystore({ basePath, profile: 'work' }).saveConfig(config),
    ];
  },
};

/** Balances the kills: some operations are quick, or have nothing to do. */
const OFTEN = ['save', 'update', 'mend', ...Array(4).fill('switch'), ...Array(4).fill('delete')];

async function change() {
  say('ready');
  for (;;) {
    const operation = any(OFTEN);
    // The keychain fields of a broken file are lost.
    if (operation === 'mend' && name === 'keychain') continue;
    const [after, run] = operations[operation](any(['default', 'work', 'home', 'constructor'])) || [];
    if (!run) continue;
    say('begin', operation, after);
    if (operation === 'mend') {
      writeFileSync(`${basePath}/broken`, `{"broken by": "${after.profiles.work.apiKey}`, { mode: 0o600 });
      renameSync(`${basePath}/broken`, `${basePath}/config.json`);
      say('broken');
    }
    await run();
    Object.assign(state, after);
    say('end');
  }
}

await { count, stop, change }[mode]();
