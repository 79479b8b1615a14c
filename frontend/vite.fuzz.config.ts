import { defineConfig } from "vite";

/** One classic script for the page of the fuzz (tests/documents/test_binding.py). */
export default defineConfig({
  build: {
    target: "chrome110",
    cssMinify: false,
    rollupOptions: {
      input: "src/documents/fuzz/page.ts",
      output: { format: "iife", entryFileNames: "fuzz.js", assetFileNames: "fuzz[extname]" },
    },
  },
});
