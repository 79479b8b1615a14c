/** The alarm's sound, made here: two pitches in turn until it is told to stop. */

const EVERY_MS = 5000;
const TONES = 6;
const TONE_SECONDS = 0.28;
const PITCHES = [960, 720];
const LOUDNESS = 0.3;

let audio: AudioContext | undefined;
let timer: ReturnType<typeof setInterval> | undefined;
let release: (() => void) | undefined;
let wanted = false;

/** Whether the browser lets this page sound; it does once somebody touched it. */
export async function maySound(): Promise<boolean> {
  audio ??= new AudioContext();
  // A refused wish for sound stays open until the page is touched.
  if (audio.state !== "running")
    await Promise.race([audio.resume(), pause(200)]).catch(() => undefined);
  return audio.state === "running";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Sounds once. */
export function sound(): void {
  if (audio?.state !== "running") return;
  for (let place = 0; place < TONES; place += 1) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + place * TONE_SECONDS;
    tone.type = "triangle";
    tone.frequency.value = PITCHES[place % PITCHES.length] ?? 960;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(LOUDNESS, at + 0.02);
    volume.gain.setValueAtTime(LOUDNESS, at + TONE_SECONDS - 0.04);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + TONE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + TONE_SECONDS);
  }
}

/** Sounds again and again; of several tabs one, where the browser has locks. */
export function startSiren(): void {
  if (wanted) return;
  wanted = true;
  if (!("locks" in navigator) || !navigator.locks) return begin();
  void navigator.locks.request("siren", () => {
    if (!wanted) return undefined;
    begin();
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  });
}

function begin(): void {
  const cry = (): void => void maySound().then((may) => may && wanted && sound());
  cry();
  timer = setInterval(cry, EVERY_MS);
}

export function stopSiren(): void {
  wanted = false;
  clearInterval(timer);
  release?.();
  release = undefined;
}
