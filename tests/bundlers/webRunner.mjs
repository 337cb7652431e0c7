// Runs a bundle of `webProgram.mjs`: `node webRunner.mjs <bundle> <settings>`.
globalThis.settings = JSON.parse(process.argv[3]);
await import(process.argv[2]);
process.stdout.write(JSON.stringify(await globalThis.result));
