// Looks addresses up in an unpacked package as ReplayWeb.page does: the index of the blocks first,
// then one block of the index, then one record of the WARC file, by byte ranges alone.
// node replayweb.mjs FOLDER < addresses, a JSON list; prints [status, sha256 of the body] of each.
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { AsyncIterReader, WARCParser, getSurt } from "warcio";

const folder = process.argv[2];
const [head, ...lines] = readFileSync(join(folder, "indexes/index.idx"), "utf8").trim().split("\n");
const meta = JSON.parse(head.slice(head.indexOf(" {")));
if (!head.startsWith("!meta") || meta.format !== "cdxj-gzip-1.0") throw new Error(head);
const blocks = lines.map((line) => {
  const at = line.indexOf(" {");
  return { prefix: line.slice(0, at), filename: meta.filename, ...JSON.parse(line.slice(at)) };
});

function* range(path, offset, length) {
  const file = openSync(join(folder, path), "r");
  const data = Buffer.alloc(length);
  readSync(file, data, 0, length, offset);
  closeSync(file);
  yield new Uint8Array(data);
}

async function lookedUp(url) {
  const key = getSurt(url);
  // Keys are in the order of letters: the block is the last that begins at or before the address.
  const last = blocks.filter((block) => block.prefix < `${key} 9999`).at(-1);
  const reader = new AsyncIterReader(range(`indexes/${last.filename}`, last.offset, last.length));
  for await (const line of reader.iterLines()) {
    const entry = JSON.parse(line.slice(line.indexOf(" {")));
    if (entry.url === url) return entry;
  }
  throw new Error(`not in the index: ${url}`);
}

const answers = [];
for (const url of JSON.parse(readFileSync(0, "utf8"))) {
  const entry = await lookedUp(url);
  const bytes = range(`archive/${entry.filename}`, Number(entry.offset), Number(entry.length));
  const record = await new WARCParser(bytes).parse();
  if (record.warcTargetURI !== url) throw new Error(`${url}: ${record.warcTargetURI}`);
  const body = await record.readFully(false);
  const digest = createHash("sha256").update(body).digest("hex");
  answers.push([record.warcType, record.httpHeaders.statusCode, digest]);
}
console.log(JSON.stringify(answers));
