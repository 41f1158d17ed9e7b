// `posix(kos)`: all functions, for the calling thread; and programs that are a `main`.

import { type Kos, program, type Program } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { fileFamilies, type FilesApi } from './functions/files.ts'
import { socketFamilies, type SocketsApi } from './functions/sockets.ts'
import { type StdioApi, stdioFamilies } from './functions/stdio.ts'
import { type SystemApi, systemFamilies, systemVariables } from './functions/system.ts'
import { type TextApi, textFamilies, textVariables } from './functions/text.ts'
import { threadFamilies, type ThreadsApi } from './functions/threads.ts'
import { ExitProcedure } from './process/exit-procedure.ts'
import { adoptThread, runMain } from './pthread/thread-life.ts'
import { networkOfBackend } from './net/network-of-backend.ts'
import { defaultFiles } from './runtime/default-files.ts'
import { functionsOf, PosixFunctions } from './runtime/family.ts'
import { type PosixOptions, PosixProcess } from './runtime/posix-process.ts'
import { ProcessClock } from './runtime/system-clock.ts'
import { PosixThread } from './runtime/posix-thread.ts'
import { openTerminal } from './runtime/process-terminal.ts'
import { flushAll } from './stdio/open-streams.ts'
import { filesOfBackend } from './vfs/files-of-backend.ts'

/** The POSIX functions of one thread. Functions that may wait return promises. */
export interface Posix extends FilesApi, SocketsApi, StdioApi, SystemApi, TextApi, ThreadsApi {
  /**
   * The functions of kos for this thread. In a thread that pthread_create made, those for locks,
   * threads, DMA, I/O ports, MMIO and interrupts are refused.
   */
  readonly kos: Kos
}

const make = /* @__PURE__ */ functionsOf(
  [
    ...fileFamilies,
    ...socketFamilies,
    ...stdioFamilies,
    ...systemFamilies,
    ...textFamilies,
    ...threadFamilies,
  ],
  [...systemVariables, ...textVariables],
)
const made: WeakMap<object, PosixFunctions> = /* @__PURE__ */ new WeakMap()

/**
 * The POSIX functions for the thread that `kos` belongs to. Options count for the first call in a
 * process. Throws TypeError in a thread that KosThreadCreate made: those cannot use POSIX.
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
  const clock = ProcessClock.of(kos)
  const process = new PosixProcess({
    files: files ?? filesOfBackend(kos) ?? defaultFiles(clock),
    network: network ?? networkOfBackend(kos),
    functionsOf: functionsFor,
  })
  clock.process = process
  openTerminal(process, kos, input)
  process.exitSteps.push(flushAll)
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
    const exit = ExitProcedure.of(thread)
    thread.process.lastThreadExited = (last) => exit.exit(last, 0)
    return runMain(thread, async () => {
      const status = await main(argv.length, argv, functions)
      await exit.finish(thread)
      return status
    })
  })
}
