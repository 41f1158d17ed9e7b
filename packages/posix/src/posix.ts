// `posix(kos)`: all functions, for the calling thread; and programs that are a `main`.

import { type Kos, program, type Program } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { type DirentApi, dirents } from './functions/dirent.ts'
import { type FcntlApi, fcntl } from './functions/fcntl.ts'
import { type ErrnoVariable, errnoVariable } from './functions/errno.ts'
import {
  type GetoptApi,
  getopt,
  type GetoptVariables,
  getoptVariables,
} from './functions/getopt.ts'
import { glob, type GlobApi } from './functions/glob.ts'
import { systemFamilies, type SystemApi, systemVariables } from './functions/system.ts'
import { type PollApi, polls } from './functions/poll.ts'
import { type StdioFilesApi, stdioFiles } from './functions/stdio-files.ts'
import { type SysSelectApi, sysSelect } from './functions/sys-select.ts'
import { type SysStatApi, sysStat } from './functions/sys-stat.ts'
import { type SysStatvfsApi, sysStatvfs } from './functions/sys-statvfs.ts'
import { type TemporaryFilesApi, temporaryFiles } from './functions/temporary-files.ts'
import { type UnistdFilesApi, unistdFiles } from './functions/unistd-files.ts'
import { type UnistdIdsApi, unistdIds } from './functions/unistd-ids.ts'
import { type PthreadBarrierApi, pthreadBarrier } from './functions/pthread-barrier.ts'
import { type PthreadCancelApi, pthreadCancel } from './functions/pthread-cancel.ts'
import { type PthreadCondApi, pthreadCond } from './functions/pthread-cond.ts'
import { type PthreadKeyApi, pthreadKey } from './functions/pthread-key.ts'
import { type PthreadMutexApi, pthreadMutex } from './functions/pthread-mutex.ts'
import { type PthreadRWLockApi, pthreadRWLock } from './functions/pthread-rwlock.ts'
import { type PthreadThreadApi, pthreadThread } from './functions/pthread-thread.ts'
import { type SchedApi, sched } from './functions/sched.ts'
import { type SemaphoreHeaderApi, semaphore } from './functions/semaphore.ts'
import { type UnistdIoApi, unistdIo } from './functions/unistd-io.ts'
import { type UtimeApi, utimes } from './functions/utime.ts'
import { ProcessExit } from './process/process-exit.ts'
import { defaultFiles } from './runtime/default-files.ts'
import { type AnyFamily, type AnyVariables, functionsOf, PosixFunctions } from './runtime/family.ts'
import { adoptThread, runMain } from './pthread/thread-life.ts'
import { type PosixOptions, PosixProcess } from './runtime/posix-process.ts'
import { PosixThread } from './runtime/posix-thread.ts'
import { openTerminal } from './runtime/process-terminal.ts'

/** The POSIX functions of one thread. Functions that may wait return promises. */
export interface Posix
  extends
    DirentApi,
    ErrnoVariable,
    FcntlApi,
    GetoptApi,
    GetoptVariables,
    GlobApi,
    PollApi,
    PthreadBarrierApi,
    PthreadCancelApi,
    PthreadCondApi,
    PthreadKeyApi,
    PthreadMutexApi,
    PthreadRWLockApi,
    PthreadThreadApi,
    SchedApi,
    SemaphoreHeaderApi,
    StdioFilesApi,
    SysSelectApi,
    SysStatApi,
    SysStatvfsApi,
    SystemApi,
    TemporaryFilesApi,
    UnistdFilesApi,
    UnistdIdsApi,
    UnistdIoApi,
    UtimeApi {
  /**
   * The functions of kos for this thread. In a thread that pthread_create made, those for locks,
   * threads, DMA, I/O ports, MMIO and interrupts are refused.
   */
  readonly kos: Kos
}

const families = [
  dirents,
  fcntl,
  getopt,
  glob,
  polls,
  pthreadBarrier,
  pthreadCancel,
  pthreadCond,
  pthreadKey,
  pthreadMutex,
  pthreadRWLock,
  pthreadThread,
  sched,
  semaphore,
  stdioFiles,
  sysSelect,
  sysStat,
  sysStatvfs,
  temporaryFiles,
  unistdFiles,
  unistdIds,
  unistdIo,
  utimes,
] as readonly object[] as readonly AnyFamily[]
const variables = [errnoVariable, getoptVariables] as readonly object[] as readonly AnyVariables[]
const make = /* @__PURE__ */ functionsOf(
  [...families, ...systemFamilies],
  [...variables, ...systemVariables],
)
const made: WeakMap<object, PosixFunctions> = /* @__PURE__ */ new WeakMap()

/**
 * The POSIX functions for the thread that `kos` belongs to. Options count for the first call in a
 * process.
 */
export function posix(kos: Kos, options: PosixOptions = {}): Posix {
  const sys = sysOf(kos)
  let functions = made.get(sys)
  if (functions === undefined) {
    if (sys.context !== 0) throw new TypeError(wrongThread)
    const process = PosixProcess.of(kos, () => newProcess(kos, options))
    const thread = new PosixThread(kos, process)
    adoptThread(thread)
    functions = functionsFor(thread)
  }
  return functions as object as Posix
}

// One object for a thread, whoever asks first.
function functionsFor(thread: PosixThread): PosixFunctions {
  let functions = made.get(thread.sys)
  if (functions === undefined) made.set(thread.sys, (functions = make(thread)))
  return functions
}

const wrongThread =
  'posix: a thread that KosThreadCreate made cannot use POSIX functions; make it with ' +
  'posix.pthread_create, whose routine is given the functions of the new thread'

function newProcess(kos: Kos, { files, network, input }: PosixOptions): PosixProcess {
  const process = new PosixProcess({
    files: files ?? defaultFiles(kos),
    network: network ?? null,
    functionsOf: functionsFor,
  })
  openTerminal(process, sysOf(kos), input)
  return process
}

/**
 * A program that is a `main`: it gets its arguments, the name of the process first, and the
 * functions. What it returns is the exit status, as if it had called `exit` with it: functions of
 * `atexit` are called, streams are flushed. A `main` that throws is a crash of the process.
 */
export function posixMain(
  main: (argc: number, argv: readonly string[], posix: Posix) => Promise<number> | number,
  options: PosixOptions = {},
): Program<Kos> {
  return program(async (kos: Kos) => {
    const argv = [kos.name, ...kos.args]
    const functions = posix(kos, options)
    const thread = PosixFunctions.threadOf(functions) as PosixThread
    const exit = ProcessExit.of(thread)
    thread.process.lastThreadExited = (last) => exit.exit(last, 0)
    return runMain(thread, async () => {
      const status = await main(argv.length, argv, functions)
      await exit.finish(thread)
      return status
    })
  })
}
