/** The bytes on the wire; `docs_app/frames.py` says what they mean. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export const Kind = {
  SYNC: 0,
  AWARENESS: 1,
  QUERY_AWARENESS: 3,
  STORED: 100,
  HELLO: 101,
  REFUSED: 102,
  POSITION: 103,
  CLOSED: 104,
  COMMENTS: 105,
} as const;

export const Sync = { STEP1: 0, STEP2: 1, UPDATE: 2 } as const;

/** Who the server says you are here, and what you may do. */
export interface Greeting {
  role: number;
  generation: number;
  schema: number;
  seq: number;
  user: DocumentUser;
}

export interface DocumentUser {
  id: string;
  name: string;
  organisation: string;
  colour: number;
  writes: boolean;
}

export interface Refused {
  code: string;
  message: string;
}

export function kindOf(frame: Uint8Array): number {
  return decoding.readVarUint(decoding.createDecoder(frame));
}

/** The step of a sync frame. */
export function stepOf(frame: Uint8Array): number {
  return frame[1] ?? -1;
}

/** The update inside a sync frame. */
export function payloadOf(frame: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoding.readVarUint8Array(decoder);
}

export function updateFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, Kind.SYNC);
    encoding.writeVarUint(encoder, Sync.UPDATE);
    encoding.writeVarUint8Array(encoder, update);
  });
}

export function awarenessFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, Kind.AWARENESS);
    encoding.writeVarUint8Array(encoder, update);
  });
}

/** The number a frame of ours carries after its kind. */
export function numberOf(frame: Uint8Array): number {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  return decoding.readVarUint(decoder);
}

/** The JSON a frame of ours carries after its kind. */
export function dataOf<T>(frame: Uint8Array): T {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  return JSON.parse(new TextDecoder().decode(decoding.readVarUint8Array(decoder))) as T;
}

export function bundle(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    for (const frame of frames) encoding.writeVarUint8Array(encoder, frame);
  }) as Uint8Array<ArrayBuffer>;
}

export function* unbundle(body: Uint8Array): Iterable<Uint8Array> {
  const decoder = decoding.createDecoder(body);
  while (decoding.hasContent(decoder)) yield decoding.readVarUint8Array(decoder);
}

/** Where a poll begins: what the client has. */
export function pollBody(seq: number, vector: Uint8Array): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, seq);
    encoding.writeVarUint8Array(encoder, vector);
  }) as Uint8Array<ArrayBuffer>;
}
