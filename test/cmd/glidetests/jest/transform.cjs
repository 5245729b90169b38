// Has esbuild make of each file what Jest can load. It checks no types.

const { transformSync } = require("esbuild");
const { pathToFileURL } = require("node:url");

exports.process = (source, path) =>
  transformSync(source, {
    define: { "import.meta.url": JSON.stringify(pathToFileURL(path).href) },
    format: "cjs",
    loader: path.endsWith(".ts") ? "ts" : "js",
    sourcefile: path,
    sourcemap: "inline",
    supported: { "dynamic-import": false }, // Jest has require alone
    target: "node20",
  });
