#!/usr/bin/env node
// In words that every old Node reads: to one that is too old, what to do is said in one line.
var wanted = [20, 19];
var found = process.versions.node.split(".").map(Number);
if (found[0] > wanted[0] || (found[0] === wanted[0] && found[1] >= wanted[1])) {
  keepCompiled();
  import("../dist/cli.js");
} else {
  console.error(`ploton-mock needs Node ${wanted.join(".")} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

// From Node 22 on what was compiled is kept in the folder for temporary files, and the next start has it from there.
function keepCompiled() {
  var builtin = "getBuiltinModule" in process ? process.getBuiltinModule("module") : {};
  if ("enableCompileCache" in builtin) builtin.enableCompileCache();
}
