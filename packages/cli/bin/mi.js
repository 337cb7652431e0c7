#!/usr/bin/env node
// The front: the version and the help are in files, and are printed without loading anything. CommonJS starts fastest.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The width of the help, in columns. */
const HELP_COLUMNS = 80;

// A reader such as `head` may close the pipe early: no failure. A full disk is one.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE' && error.code !== 'EOF') process.exitCode ||= 1;
});
const argv = process.argv.slice(2);
const text = isVersion(argv) ? version() : storedHelp(argv);
// Long text goes through a pager on a terminal.
if (text === undefined || exceedsScreen(text, process.stdout)) start();
else process.stdout.write(text);

function isVersion([first, ...others]) {
  return others.length === 0 && (first === '--version' || first === '-v');
}

function version() {
  return `${JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')).version}\n`;
}

/** The help that the build has written to `dist/help`; `undefined` if the words ask for something else. */
function storedHelp(argv) {
  if (process.stdout.columns < HELP_COLUMNS) return undefined;
  // Started by a package manager, the first pages say how to start it again.
  const isOnPath = !process.env.npm_command && !process.env.MI_COMMAND;
  if (argv.length === 0) return isOnPath ? stored('short') : undefined;
  const words = argv.filter((word) => word !== '--help' && word !== '-h');
  const asks = words.length < argv.length || words[0] === 'help';
  if (words[0] === 'help') words.shift();
  if (words.length > 2 || !words.every((word) => /^[a-z][a-z-]*$/.test(word))) return undefined;
  const name = words.join('/');
  if (name === '') return isOnPath ? stored('index') : undefined;
  // A topic alone shows its help. A command alone runs.
  return stored(`${name}/index`) ?? (asks ? stored(name) : undefined);
}

function stored(name) {
  try {
    return readFileSync(join(__dirname, '../dist/help', `${name}.txt`), 'utf8');
  } catch {
    // No command of that name.
    return undefined;
  }
}

/** Whether a text has more lines than a terminal shows at once. Its lines fit: see HELP_COLUMNS. */
function exceedsScreen(text, { isTTY, rows }) {
  return isTTY === true && text.split('\n').length > rows;
}

/** Runs a command. */
function start() {
  useCompileCache();
  const used = [process.stdout];
  const streams = {
    // Node creates this stream when it is first used.
    get stderr() {
      if (used.length === 1) used.push(process.stderr);
      return process.stderr;
    },
  };
  void require('../dist/run.cjs')
    .run(argv, streams)
    .then(async (code) => {
      process.exitCode ||= code;
      for (const stream of used) await new Promise((written) => stream.write('', written));
      // Node 18 would wait for connections that are merely kept for later.
      process.exit();
    });
}

/** Keeps compiled code for the next start, in a folder of the user's own, where Node can (22.8 and later). */
function useCompileCache() {
  const { enableCompileCache } = require('node:module');
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const cache = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  if (enableCompileCache && cache) enableCompileCache(join(cache, 'mi'));
}
