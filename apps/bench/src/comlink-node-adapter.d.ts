// comlink ships this module without types of its own (its .d.ts belongs to the .js build and
// TypeScript looks for a .d.mts).
declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink'
  import type { MessagePort } from 'node:worker_threads'

  /** Makes a Node message port look like a browser's to comlink. */
  export default function nodeEndpoint(port: MessagePort): Endpoint
}
