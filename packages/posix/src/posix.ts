// `posix(kos)`: all functions, for the calling thread; and programs that are a `main`.

import { type Kos, program, type Program } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { type ArpaInetApi, arpaInet } from './functions/arpa-inet.ts'
import { type DirentApi, dirents } from './functions/dirent.ts'
import { type FcntlApi, fcntl } from './functions/fcntl.ts'
import { type NetdbApi, netdb } from './functions/netdb.ts'
import { type NetIfApi, netIf } from './functions/net-if.ts'
import { type PollApi, polls } from './functions/poll.ts'
import { type StdioFilesApi, stdioFiles } from './functions/stdio-files.ts'
import { type SysSelectApi, sysSelect } from './functions/sys-select.ts'
import { type SysSocketApi, sysSocket } from './functions/sys-socket.ts'
import { type SysStatApi, sysStat } from './functions/sys-stat.ts'
import { type SysStatvfsApi, sysStatvfs } from './functions/sys-statvfs.ts'
import { type TemporaryFilesApi, temporaryFiles } from './functions/temporary-files.ts'
import { type UnistdFilesApi, unistdFiles } from './functions/unistd-files.ts'
import { type UnistdIdsApi, unistdIds } from './functions/unistd-ids.ts'
import { type ErrnoVariable, errnoVariable } from './functions/errno.ts'
import {
  type GetoptApi,
  getopt,
  type GetoptVariables,
  getoptVariables,
} from './functions/getopt.ts'
import { glob, type GlobApi } from './functions/glob.ts'
import { type UnistdIoApi, unistdIo } from './functions/unistd-io.ts'
import { type UtimeApi, utimes } from './functions/utime.ts'
import { networkBackend } from './net/network-backend.ts'
import { RemoteNetwork } from './net/remote-network.ts'
import { defaultFiles } from './runtime/default-files.ts'
import {
  type AnyFamily,
  type AnyVariables,
  functionsOf,
  type PosixFunctions,
} from './runtime/family.ts'
import { type PosixOptions, PosixProcess } from './runtime/posix-process.ts'
import { PosixThread } from './runtime/posix-thread.ts'

/** The POSIX functions of one thread. Functions that may wait return promises. */
export interface Posix
  extends
    ErrnoVariable,
    GetoptVariables,
    ArpaInetApi,
    DirentApi,
    FcntlApi,
    GetoptApi,
    GlobApi,
    NetdbApi,
    NetIfApi,
    PollApi,
    StdioFilesApi,
    SysSelectApi,
    SysSocketApi,
    SysStatApi,
    SysStatvfsApi,
    TemporaryFilesApi,
    UnistdFilesApi,
    UnistdIdsApi,
    UnistdIoApi,
    UtimeApi {}

const families = [
  arpaInet,
  dirents,
  fcntl,
  getopt,
  glob,
  netdb,
  netIf,
  polls,
  stdioFiles,
  sysSelect,
  sysSocket,
  sysStat,
  sysStatvfs,
  temporaryFiles,
  unistdFiles,
  unistdIds,
  unistdIo,
  utimes,
] as readonly object[] as readonly AnyFamily[]
const variables = [errnoVariable, getoptVariables] as readonly object[] as readonly AnyVariables[]

const make = /* @__PURE__ */ functionsOf(families, variables)
const made: WeakMap<object, PosixFunctions> = /* @__PURE__ */ new WeakMap()

/**
 * The POSIX functions for the thread that `kos` belongs to. Options count for the first call in a
 * process.
 */
export function posix(kos: Kos, options: PosixOptions = {}): Posix {
  const sys = sysOf(kos)
  let functions = made.get(sys)
  if (functions === undefined) {
    const process = PosixProcess.of(kos, () => newProcess(kos, options))
    const thread = new PosixThread(kos, process)
    process.threads.set(sys.tid, thread)
    made.set(sys, (functions = make(thread)))
  }
  return functions as PosixFunctions & Posix
}

function newProcess(kos: Kos, { files, network }: PosixOptions): PosixProcess {
  const backend = networkBackend(kos, 'client')
  const chosen = backend === null ? (network ?? null) : new RemoteNetwork(backend)
  return new PosixProcess({ files: files ?? defaultFiles(kos), network: chosen })
}

/**
 * A program that is a `main`: it gets its arguments, the name of the process first, and the
 * functions. What it returns is the exit status.
 */
export function posixMain(
  main: (argc: number, argv: readonly string[], posix: Posix) => Promise<number> | number,
  options: PosixOptions = {},
): Program<Kos> {
  return program(async (kos: Kos) => {
    const argv = [kos.name, ...kos.args]
    return main(argv.length, argv, posix(kos, options))
  })
}
