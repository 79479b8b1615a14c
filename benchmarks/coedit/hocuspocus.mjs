/**
 * Hocuspocus as its documentation sets it up, storing whole documents as files, debounced. With a
 * third argument every frame is in that journal before it is carried out.
 */
import { mkdir, open, readFile } from "node:fs/promises";
import { Server } from "@hocuspocus/server";
import * as Y from "yjs";
import { journal } from "./journal.mjs";

const [port, folder, path] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const place = (name) => `${folder}/${name}.bin`;
const store = path && (await journal(path));

const server = new Server({
  port: Number(port),
  quiet: true,
  ...(store && { beforeHandleMessage: ({ update }) => store(update) }),
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
