import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vitest/config";

/** The font packages offer woff beside woff2; every browser we serve reads woff2. */
function woff2Only(): Plugin {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("@fontsource") || !id.endsWith(".css")) return null;
      return code.replace(/,\s*url\([^)]*\.woff\)\s*format\(['"]woff['"]\)/g, "");
    },
  };
}

const PDF_LIBRARY = "node_modules/pdfjs-dist";

/**
 * What pdf.js fetches while it draws: character maps, the standard fonts, and the JPEG 2000
 * decoder that needs no WebAssembly (which the content security policy refuses).
 */
function pdfAssets(): Plugin {
  const wanted = ["cmaps", "standard_fonts"].flatMap((folder) =>
    readdirSync(`${PDF_LIBRARY}/${folder}`).map((name) => `${folder}/${name}`),
  );
  return {
    name: "pdf-assets",
    generateBundle() {
      for (const name of [...wanted, "wasm/openjpeg_nowasm_fallback.js"]) {
        const source = readFileSync(`${PDF_LIBRARY}/${name}`);
        this.emitFile({ type: "asset", fileName: `pdfjs/${name}`, source });
      }
    },
  };
}

const EMBEDDED = /url\(["']?data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)["']?\)/g;

/** CKEditor's style sheets hold pictures as data: URIs, which the policy refuses: files instead. */
function picturesAsFiles(): Plugin {
  return {
    name: "pictures-as-files",
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== "asset" || !asset.fileName.endsWith(".css")) continue;
        asset.source = String(asset.source).replace(EMBEDDED, (_whole, data: string) => {
          const source = Buffer.from(data, "base64");
          const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
          this.emitFile({ type: "asset", fileName: `assets/picture-${hash}.svg`, source });
          return `url(picture-${hash}.svg)`;
        });
      }
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [woff2Only(), pdfAssets(), picturesAsFiles()],
  build: {
    target: "safari16",
    manifest: true,
    // A data: URI would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rollupOptions: { input: { app: "src/app.ts", editor: "src/editor.ts" } },
  },
  // css: the contrast of the colour tokens is computed from the style sheet itself.
  test: { environment: "jsdom", include: ["src/**/*.test.ts"], css: true },
});
