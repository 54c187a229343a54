import { defineConfig } from "vite";

export default defineConfig({
  // The classic form of JSX is the smaller one.
  esbuild: { jsx: "transform", jsxFactory: "h", jsxFragment: "Fragment", jsxInject: 'import { h, Fragment } from "preact"' },
  build: {
    target: "es2022",
    // One script and one style sheet: the .NET program embeds a list of files that it knows by name.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    // The polyfill is an inline concern of browsers that the target excludes already.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "assets/app.js",
        assetFileNames: "assets/app[extname]",
        inlineDynamicImports: true,
        banner: "/*! The dashboard of Certrot. It contains Preact, whose licence is in /assets/licenses.txt. */",
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8099" } },
});
