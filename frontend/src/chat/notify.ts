/** Calls the person back to the tab: a notification and a sound, as the room asks for it. */
import type { MessageData } from "../hub/protocol";
import { t } from "../hub/strings";
import { gist } from "./gist";
import { announceInPage, isMine } from "./session";

/** What the person wants to hear of: of the room, and of single topics in it. */
export interface Wishes {
  involvement: string;
  followed: string[];
  muted: string[];
}

/** Whether a new message of somebody else is worth a call, whatever the person looks at. */
export function isWanted(topic: string | null, mentionsMe: boolean, wishes: Wishes): boolean {
  if (wishes.involvement === "nothing") return false;
  if (mentionsMe) return true;
  if (topic && wishes.muted.includes(topic)) return false;
  if (topic && wishes.followed.includes(topic)) return true;
  return wishes.involvement !== "mentions";
}

/** Whether it calls: wanted, and the person does not look at the page. */
export function calls(message: MessageData, mentionsMe: boolean, wishes: Wishes): boolean {
  if (isMine(message.author) || !isWanted(message.topic, mentionsMe, wishes)) return false;
  return document.hidden || !document.hasFocus();
}

export function notify(message: MessageData, room: string): void {
  if (localStorage.getItem("sound") !== "off") ring();
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const title = t("notify.title", { name: message.author_name, room });
  const shown = new Notification(title, { body: gist(message).slice(0, 120), tag: message.room });
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
