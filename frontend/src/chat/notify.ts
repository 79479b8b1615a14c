/** Calls the person back to the tab: a notification and a sound, as the room asks for it. */
import type { MessageData } from "../hub/protocol";
import { t } from "../hub/strings";
import { announceInPage, isMine } from "./session";

/** Whether a new message calls, given the room's involvement. */
export function calls(message: MessageData, involvement: string, mentionsMe: boolean): boolean {
  if (isMine(message.author) || involvement === "nothing") return false;
  if (involvement === "mentions" && !mentionsMe) return false;
  return document.hidden || !document.hasFocus();
}

export function notify(message: MessageData, room: string): void {
  if (localStorage.getItem("sound") !== "off") ring();
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const title = t("notify.title", { name: message.author_name, room });
  const shown = new Notification(title, { body: message.body.slice(0, 120), tag: message.room });
  shown.addEventListener("click", () => {
    window.focus();
    announceInPage("visit-room", message.room);
    shown.close();
  });
}

let audio: AudioContext | undefined;

/** Two soft tones; browsers allow them once the person has touched the page. */
export function ring(): void {
  audio ??= new AudioContext();
  for (const [place, pitch] of [880, 1175].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + place * 0.12;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.08, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.26);
  }
}
