// Entry `@kos/io-hw/node`: what devices have of a host that is Node.js. Nothing else of this package
// imports `node:`.

export { type FileStore, type FileStoreOptions, fileStore } from './node/file-store.ts'
export { type UdpLink, udpLink, type UdpLinkOptions } from './node/udp-link.ts'
