#!/usr/bin/env node
// The front: what can be answered without loading anything is answered here. It is CommonJS, which starts faster.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

// A reader such as `head` may close the pipe early: no failure. A full disk is one.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE' && error.code !== 'EOF') process.exitCode ||= 1;
});
const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-v')) {
  process.stdout.write(`${JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')).version}\n`);
} else if (
  others.length === 0 &&
  (first === undefined || first === '--help' || first === '-h' || first === 'help')
) {
  const file = first === undefined ? 'shortHelp.txt' : 'help.txt';
  process.stdout.write(readFileSync(join(__dirname, '../dist', file), 'utf8'));
} else {
  void import('../dist/index.js')
    .then(({ run }) => run(process.argv.slice(2)))
    .then(async (code) => {
      process.exitCode ||= code;
      for (const stream of [process.stdout, process.stderr]) {
        await new Promise((written) => stream.write('', written));
      }
      // Node 18 would wait for connections that are merely kept for later.
      process.exit();
    });
}
