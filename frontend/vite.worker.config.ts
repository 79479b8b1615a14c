import { defineConfig } from "vite";

/** One plain script under a stable name; `hub/offline/views.py` adds the list of files. */
export default defineConfig({
  build: {
    target: "safari16",
    emptyOutDir: false,
    copyPublicDir: false,
    rollupOptions: {
      input: "src/worker/sw.ts",
      output: { format: "iife", entryFileNames: "sw.js" },
    },
  },
});
