// The suite as a program: what a runtime is started with that has a command line. Prints JSON.
import { runtimeName } from './runtimeName.mjs';
import { suite } from './suite.mjs';

const results = await suite(JSON.parse(process.argv[2]));
process.stdout.write(JSON.stringify({ runtime: runtimeName(), results }));
