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

export default defineConfig({
  base: "./",
  plugins: [woff2Only()],
  build: {
    target: "safari16",
    manifest: true,
    // A data: URI would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rollupOptions: { input: { app: "src/app.ts" } },
  },
  // css: the contrast of the colour tokens is computed from the style sheet itself.
  test: { environment: "jsdom", include: ["src/**/*.test.ts"], css: true },
});
