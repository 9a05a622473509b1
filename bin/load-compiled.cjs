'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, basename, join } = require('node:path');

/**
 * Runs a CommonJS file as the main program, with the code that V8 made of it at an earlier run. Node has this from 22.1 on
 * (`enableCompileCache`); for Node 20 it is done here. Whatever is wrong with what was kept, the file itself is compiled.
 */
exports.loadCompiled = function loadCompiled(file) {
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
  const { createHash } = require('node:crypto');
  const { Script } = require('node:vm');
  const source = fs.readFileSync(file);
  // V8 itself knows a source by its length alone, and npm gives all files one date.
  const name = [basename(file), process.version, process.arch, ''].join('-');
  const kept = join(directory, name + createHash('sha256').update(source).digest('hex'));
  const cachedData = readKept(kept);
  const script = new Script(Module.wrap(source.toString()), {
    filename: file,
    cachedData,
  });
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(dirname(file));
  script
    .runInThisContext()
    .call(module.exports, module.exports, Module.createRequire(file), module, file, dirname(file));
  if (cachedData === undefined || script.cachedDataRejected) {
    // At the end, so that it holds what was compiled on the way.
    process.once('exit', () => keep(directory, name, kept, script.createCachedData()));
  }
}

function readKept(path) {
  try {
    const descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    try {
      return isOwn(fs.fstatSync(descriptor)) ? fs.readFileSync(descriptor) : undefined;
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Whole or not at all: another run may read it meanwhile. It takes the place of what an earlier version of the file left. */
function keep(directory, name, path, code) {
  const draft = `${path}.${process.pid}`;
  try {
    fs.writeFileSync(draft, code, { mode: 0o600 });
    for (const old of fs.readdirSync(directory)) {
      if (old.startsWith(name) && join(directory, old) !== draft) fs.rmSync(join(directory, old), { force: true });
    }
    fs.renameSync(draft, path);
  } catch {
    fs.rmSync(draft, { force: true });
  }
}
