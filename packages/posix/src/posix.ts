// `posix(kos)`: all functions, for the calling thread; and programs that are a `main`.

import { type Kos, program, type Program } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { type FcntlApi, fcntl } from './functions/fcntl.ts'
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
import { defaultFiles } from './runtime/default-files.ts'
import { adoptThread, runMain } from './pthread/thread-life.ts'
import { type AnyFamily, functionsOf, PosixFunctions } from './runtime/family.ts'
import { type PosixOptions, PosixProcess } from './runtime/posix-process.ts'
import { ProcessClock } from './runtime/system-clock.ts'
import { PosixThread } from './runtime/posix-thread.ts'

/** The POSIX functions of one thread. Functions that may wait return promises. */
export interface Posix
  extends
    FcntlApi,
    PthreadBarrierApi,
    PthreadCancelApi,
    PthreadCondApi,
    PthreadKeyApi,
    PthreadMutexApi,
    PthreadRWLockApi,
    PthreadThreadApi,
    SchedApi,
    SemaphoreHeaderApi,
    UnistdIoApi {
  /** The number of the last error of this thread. */
  errno: number
  /**
   * The functions of kos for this thread. In a thread that pthread_create made, those for locks,
   * threads, DMA, I/O ports, MMIO and interrupts are refused.
   */
  readonly kos: Kos
}

const families = [
  fcntl,
  pthreadBarrier,
  pthreadCancel,
  pthreadCond,
  pthreadKey,
  pthreadMutex,
  pthreadRWLock,
  pthreadThread,
  sched,
  semaphore,
  unistdIo,
] as readonly object[] as readonly AnyFamily[]

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
    if (sys.context !== 0) throw new TypeError(wrongThread)
    const process = PosixProcess.of(kos, () => newProcess(kos, options))
    const thread = new PosixThread(kos, process)
    adoptThread(thread)
    functions = functionsFor(thread)
  }
  return functions as PosixFunctions & Posix
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

function newProcess(kos: Kos, { files, network }: PosixOptions): PosixProcess {
  const clock = new ProcessClock(kos)
  const process = new PosixProcess({
    files: files ?? defaultFiles(clock),
    network: network ?? null,
    functionsOf: functionsFor,
  })
  clock.process = process
  return process
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
    const functions = posix(kos, options)
    const thread = PosixFunctions.threadOf(functions) as PosixThread
    return runMain(thread, () => main(argv.length, argv, functions))
  })
}
