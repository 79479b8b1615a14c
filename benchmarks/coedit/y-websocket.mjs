/** y-websocket's server, which hears a frame only when the journal has it. */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import utils from "y-websocket/bin/utils";
import { journal } from "./journal.mjs";

const [port, path] = process.argv.slice(2);
const store = await journal(path);
const server = createServer((_request, response) => response.end());

new WebSocketServer({ server }).on("connection", (socket, request) => {
  const on = socket.on.bind(socket);
  socket.on = (event, listener) =>
    on(event, event === "message" ? (data) => store(data).then(() => listener(data)) : listener);
  utils.setupWSConnection(socket, request);
});
server.listen(Number(port), "127.0.0.1");
