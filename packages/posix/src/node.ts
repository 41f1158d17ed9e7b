// Entry `@kos/posix/node`: what POSIX programs have of a host that is Node.js. Nothing else of this
// package imports `node:`.

export { hostFileSystem, type HostFileSystemOptions } from './node-fs/host-file-system.ts'
export { NodeFileSystem, type NodeFileSystemOptions } from './node-fs/node-file-system.ts'
export type { Owner } from './node-fs/node-attributes.ts'
export type { NodeFlags, NodeFs, NodeStatFs, NodeStats } from './node-fs/node-fs.ts'
export type { Confinement } from './node-fs/reach.ts'
export {
  type TcpConnect,
  TcpGate,
  tcpGate,
  type TcpGateOptions,
  type TcpListen,
} from './node-net/tcp-gate.ts'
