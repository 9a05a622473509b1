'use strict';
const { Buffer, isAscii } = require('node:buffer');
const fs = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, basename, join } = require('node:path');

/** Has V8 optimize only what runs for long: for all else the optimizing compiler would take longer than it saves. */
exports.OPTIMIZE_LATE = '--interrupt-budget=1000000';

/**
 * Runs a CommonJS file as the main program, with the code that V8 made of it at an earlier run. Node has this from 22.1 on
 * (`enableCompileCache`); for Node 20 it is done here. Whatever is wrong with what was kept, the file itself is compiled.
 *
 * @param flags of V8's.
 */
exports.loadCompiled = function loadCompiled(file, flags = []) {
  // Before anything is compiled: V8 takes no code that was kept under other flags.
  for (const flag of flags) require('node:v8').setFlagsFromString(flag);
  const directory = process.env.NODE_DISABLE_COMPILE_CACHE === undefined ? ownDirectory() : undefined;
  if (directory === undefined) return require(file);
  if (Module.enableCompileCache !== undefined) {
    Module.enableCompileCache(directory);
    return require(file);
  }
  return runCompiled(file, directory);
};

/** Below the cache directory, as audit/sources/cache-directory.ts has it; none where others could put code into it. */
function ownDirectory() {
  const base = process.env.XDG_CACHE_HOME ?? '';
  try {
    const directory = join(base.startsWith('/') ? base : join(homedir(), '.cache'), 's3-audit', 'code');
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return isOwn(fs.lstatSync(directory)) ? directory : undefined;
  } catch {
    return undefined;
  }
}

/** On Windows the directory of a user is closed to others by itself. */
function isOwn({ uid, mode }) {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function runCompiled(file, directory) {
  const { Script } = require('node:vm');
  const source = fs.readFileSync(file);
  const kept = join(directory, [basename(file), process.version, process.arch].join('-'));
  const cachedData = readKept(kept, source);
  // All that the build writes is ASCII; what is not reads as UTF-8, which takes longer.
  const text = isAscii(source) ? source.latin1Slice() : source.toString();
  const script = new Script(Module.wrap(text), {
    filename: file,
    cachedData,
  });
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(dirname(file));
  script
    .runInThisContext()
    .call(module.exports, module.exports, requireFrom(file, directory), module, file, dirname(file));
  if (cachedData === undefined || script.cachedDataRejected) {
    // At the end, so that it holds what was compiled on the way.
    process.once('exit', () => keep(kept, [script.createCachedData(), source]));
  }
  return module.exports;
}

/** Libraries that several programs share lie beside them in files of their own, and have kept code of their own. */
function requireFrom(file, directory) {
  const load = Module.createRequire(file);
  const loaded = new Map();
  const loadLibrary = (name) => {
    if (!loaded.has(name)) loaded.set(name, runCompiled(load.resolve(name), directory));
    return loaded.get(name);
  };
  return Object.assign((name) => (name.startsWith('./lib-') ? loadLibrary(name) : load(name)), load);
}

/**
 * What was kept, if it was made of this source, which stands behind it: V8 itself knows a source by its length alone, and npm
 * gives all files one date. To compare takes less than to load what makes digests.
 */
function readKept(path, source) {
  try {
    const descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    try {
      if (!isOwn(fs.fstatSync(descriptor))) return undefined;
      const bytes = fs.readFileSync(descriptor);
      const end = bytes.length - source.length;
      return end > 0 && bytes.subarray(end).equals(source) ? bytes.subarray(0, end) : undefined;
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Whole or not at all: another run may read it meanwhile. */
function keep(path, parts) {
  const draft = `${path}.${process.pid}`;
  try {
    fs.writeFileSync(draft, Buffer.concat(parts), { mode: 0o600 });
    fs.renameSync(draft, path);
  } catch {
    fs.rmSync(draft, { force: true });
  }
}
