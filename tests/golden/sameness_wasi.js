// SPDX-License-Identifier: GPL-3.0-or-later
//
// node sameness_wasi.js PROGRAM.wasm [WORD...]: runs a WASI program with these words and node's own streams.
// Node before 20 needs --experimental-wasi-unstable-preview1 for it.
'use strict';
const { readFileSync } = require('fs');
const { WASI } = require('wasi');

const [program, ...words] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [program, ...words], returnOnExit: true });
WebAssembly.instantiate(readFileSync(program), { wasi_snapshot_preview1: wasi.wasiImport }).then(({ instance }) => {
    process.exitCode = wasi.start(instance);
});
