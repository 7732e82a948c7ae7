// What `instep check` prints for programs, held against the schemas: SARIF's official one, and our own.
//
//   node formats.mjs INSTEP ROOT    the binary, and the folder of the project
import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const Ajv = require("ajv").default;
const AjvDraft04 = require("ajv-draft-04").default;
const addFormats = require("ajv-formats").default;
const [instep, root] = process.argv.slice(2);

function validator(path) {
  const schema = JSON.parse(readFileSync(path, "utf8"));
  const Version = schema.$schema.includes("draft-04") ? AjvDraft04 : Ajv;
  const ajv = new Version({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(schema);
}

const schemas = {
  sarif: validator(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")),
  json: validator(join(root, "src/report/findings.schema.json")),
};

// A site with findings of every shape: several lines, labels elsewhere, fixes, odd names, no place at all.
function mistaken() {
  const folder = mkdtempSync(join(tmpdir(), "instep-formats-"));
  const write = (path, text) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("instep.yaml", "title: T\nrules: { no-such-rule: off }\n");
  write("content/personas/mara.md", "# Mara Lindqvist\n\n[a](nowhere.md) [[nobody]]\n");
  write("content/personas/mara.yaml", "name: Mara\ntype: main\ngoals: [a\n");
  write("content/maps/50 % ä, b:c.md", "---\npersona: Mara Lindqvist\n---\n## Says\n- 😀 so [[int-04]]\n");
  write("content/maps/x.yaml", "says:\n- One\n-Two\n");
  write("content/notes/bad.md", Buffer.from([0x61, 0xff]));
  return folder;
}

let failed = false;
const folder = mistaken();
for (const [site, least] of [[join(root, "content"), 1], [folder, 5]]) {
  for (const [format, validate] of Object.entries(schemas)) {
    const run = spawnSync(instep, ["check", "-C", site, "-v", "-q", "--format", format], { maxBuffer: 1 << 28 });
    const document = JSON.parse(run.stdout.toString());
    const found = format === "json" ? document.findings : document.runs[0].results;
    const valid = validate(document);
    if (!valid || found.length < least) {
      failed = true;
      console.error(site, format, found.length, validate.errors?.slice(0, 5));
    }
  }
}
rmSync(folder, { recursive: true });
if (failed) process.exit(1);
console.log("Valid.");
