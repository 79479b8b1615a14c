/** Makes ｻﾄｳ, サトウ and さとう one word, like `hub/folding.py` does on the server. */
export function folded(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  return plain.replace(/[\u30a1-\u30f6]/g, (kana) =>
    String.fromCharCode(kana.charCodeAt(0) - 0x60),
  );
}
