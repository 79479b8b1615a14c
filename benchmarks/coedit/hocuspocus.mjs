/** Hocuspocus as its documentation sets it up, storing whole documents as files, debounced. */
import { mkdir, open, readFile } from "node:fs/promises";
import { Server } from "@hocuspocus/server";
import * as Y from "yjs";

const [port, folder] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const place = (name) => `${folder}/${name}.bin`;

const server = new Server({
  port: Number(port),
  quiet: true,
  async onLoadDocument({ document, documentName }) {
    const state = await readFile(place(documentName)).catch(() => null);
    if (state) Y.applyUpdate(document, state);
  },
  async onStoreDocument({ document, documentName }) {
    const file = await open(place(documentName), "w");
    await file.writeFile(Y.encodeStateAsUpdate(document));
    await file.sync();
    await file.close();
  },
});
await server.listen();
