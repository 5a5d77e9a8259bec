// SPDX-License-Identifier: GPL-3.0-or-later
//
// node build.mjs OUT: bundles the code and the styles and puts them into the template, which becomes one file. The licences of
// the packages in the bundle go with it, as a comment.
import { readFileSync, writeFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error("usage: node build.mjs OUT");
  process.exit(64);
}

async function bundle(entry, options) {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    absWorkingDir: here,
    ...options,
  });
  return { text: result.outputFiles[0].text.trim(), inputs: Object.keys(result.metafile.inputs) };
}

// The folder in node_modules of each package whose code is in the bundle.
function packagesOf(inputs) {
  const folders = inputs.map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean);
  return [...new Set(folders)].sort();
}

function licenceOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  const file = readdirSync(join(here, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} ${version} comes without a licence file`);
  return { title: `${name} ${version}`, text: readFileSync(join(here, folder, file), "utf8").trim() };
}

// Packages under the same words share them.
function licences(inputs) {
  const titles = new Map();
  for (const { title, text } of packagesOf(inputs).map(licenceOf)) titles.set(text, [...(titles.get(text) ?? []), title]);
  return [...titles].map(([text, names]) => `${names.join(", ")}\n\n${text}`).join("\n\n---\n\n").replaceAll("*/", "* /");
}

const code = await bundle("main.js", { format: "iife", target: "es2020" });
const styles = await bundle("page.css", { loader: { ".css": "css" } });
const parts = {
  styles: styles.text,
  code: `/*! Bundled with this page:\n\n${licences(code.inputs)}\n*/\n${code.text.replaceAll("</script", "<\\/script")}`,
};
const template = readFileSync(join(here, "src", "page.html"), "utf8");
writeFileSync(out, template.replace(/<!--bundle:(\w+)-->/g, (mark, name) => {
  if (!(name in parts)) throw new Error(`page.html: nothing is bundled as ${name}`);
  return parts[name];
}));
