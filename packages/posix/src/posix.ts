// `posix(kos)`: all functions, for the calling thread; and programs that are a `main`.

import { type Kos, program, type Program } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { type FcntlApi, fcntl } from './functions/fcntl.ts'
import { type UnistdIoApi, unistdIo } from './functions/unistd-io.ts'
import { defaultFiles } from './runtime/default-files.ts'
import { type AnyFamily, functionsOf, type PosixFunctions } from './runtime/family.ts'
import { type PosixOptions, PosixProcess } from './runtime/posix-process.ts'
import { PosixThread } from './runtime/posix-thread.ts'
import { filesOfBackend } from './vfs/files-of-backend.ts'

/** The POSIX functions of one thread. Functions that may wait return promises. */
export interface Posix extends FcntlApi, UnistdIoApi {
  /** The number of the last error of this thread. */
  errno: number
}

const families = [fcntl, unistdIo] as readonly object[] as readonly AnyFamily[]

const make = /* @__PURE__ */ functionsOf(families)
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
  return new PosixProcess({
    files: files ?? filesOfBackend(kos) ?? defaultFiles(kos),
    network: network ?? null,
  })
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
