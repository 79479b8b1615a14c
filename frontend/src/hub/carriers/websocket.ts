/** The first carrier: one WebSocket. */
import { type Carrier, type CarrierListener, parseFrame } from "./carrier";

export function openWebSocket(listener: CarrierListener): Carrier {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/`);
  socket.addEventListener("message", (event) => listener.frame(parseFrame(String(event.data))));
  socket.addEventListener("close", (event) => listener.closed(event.code), { once: true });
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      socket.close();
    },
  };
}
