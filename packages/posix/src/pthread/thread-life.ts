// The life of a thread: made, its routine run, left, over.
//
// A thread that pthread_create made runs `life`: when its routine has returned, or was unwound by a
// ThreadExit, (1) the cleanup handlers that are left are called, the last one first, (2) the
// destructors of keys, (3) whoever joins it goes on. A main thread with `posixMain` ends likewise.
// For any other thread nobody would catch the ThreadExit, so (1) to (3) are done inside of
// pthread_exit, and KosThreadExit unwinds it.
//
// A thread that is terminated from outside does none of this; its end is heard of by `Threads`. What
// it had locked stays locked, since the data behind it may be half changed.

import { type Kos, rcOk } from '@kos/libkos'
import type { Sys } from '@kos/libkos/process'
import { EAGAIN, EINVAL } from '../errno.ts'
import { PosixProcess } from '../runtime/posix-process.ts'
import { PosixThread } from '../runtime/posix-thread.ts'
import { PTHREAD_CANCELED, ThreadExit } from '../runtime/thread-exit.ts'
import { Keys } from './keys.ts'
import { restrictedKos } from './restricted-kos.ts'
import { kosPriority } from './scheduling.ts'
import { PTHREAD_EXPLICIT_SCHED, ThreadAttributes } from './thread-attributes.ts'
import { ThreadControlBlock } from './thread-control-block.ts'

/** The routine of a thread. What it answers is the value of the thread. */
export type StartRoutine = (posix: never, argument: never) => unknown

interface Start {
  readonly process: PosixProcess
  readonly block: ThreadControlBlock
  readonly routine: StartRoutine
  readonly argument: unknown
}

/**
 * Makes a thread: its control block, or EAGAIN (too many threads, no memory for its stack) or EINVAL
 * (the priority is none of the policy).
 */
export function createThread(
  creator: PosixThread,
  given: ThreadAttributes | null,
  routine: StartRoutine,
  argument: unknown,
): ThreadControlBlock | number {
  const attributes = given ?? new ThreadAttributes()
  const block = new ThreadControlBlock(attributes)
  if (attributes.inheritSched !== PTHREAD_EXPLICIT_SCHED) {
    const { policy, priority } = ThreadControlBlock.of(creator)
    block.policy = policy
    block.priority = priority
  }
  const priority = kosPriority(block.policy, block.priority)
  if (priority < 0) return EINVAL
  const { process } = creator
  const start: Start = { process, block, routine, argument }
  const stackSize = given === null ? 0 : attributes.stackSize
  const created = creator.kos.KosThreadCreate<Start>(priority, stackSize, live, start, 0)
  if (created.rc !== rcOk) return EAGAIN
  block.tid = created.tid
  process.created++
  return block
}

async function live(kos: Kos, { process, block, routine, argument }: Start): Promise<void> {
  const thread = new PosixThread(kos, process, block.cancellation)
  thread.programKos = () => restrictedKos(thread)
  thread.isMadeByPthreads = true
  thread.local(ThreadControlBlock, () => block)
  block.begin(thread)
  process.threads.set(thread.sys.tid, thread)
  const posix = process.functionsOf(thread)
  await unwound(thread, () => routine(posix as never, argument as never))
}

/** Runs a routine as the whole of a thread; what it answers, or exits with, is the thread's value. */
async function unwound(thread: PosixThread, routine: () => unknown): Promise<void> {
  let value: unknown = null
  try {
    value = await routine()
  } catch (error) {
    if (!(error instanceof ThreadExit)) throw error
  }
  // A routine that caught its ThreadExit and went on has exited all the same.
  await finish(thread, thread.cancellation.isLeaving ? thread.exitValue : value)
}

/** A thread is left: see the head of this file. */
async function finish(thread: PosixThread, value: unknown): Promise<void> {
  const { process } = thread
  const block = ThreadControlBlock.of(thread)
  thread.cancellation.leave()
  await block.cleanup.unwind()
  await Keys.of(process).destroyValues(thread, process.functionsOf(thread))
  ended(thread, block, value)
  const isLast = process.created === 0 && process.threads.size === 0
  if (isLast) await process.lastThreadExited?.(thread)
}

function ended(thread: PosixThread, block: ThreadControlBlock, value: unknown): void {
  const { process } = thread
  if (block.isOver) return
  if (thread.isMadeByPthreads) process.created--
  Keys.of(process).forget(thread)
  process.threads.delete(thread.sys.tid)
  block.end(value)
}

/**
 * Runs the main routine of a process, whose result is its exit status. If it exits or is cancelled,
 * the process lives on until its last thread ends.
 */
export async function runMain(
  thread: PosixThread,
  main: () => Promise<number> | number,
): Promise<number> {
  thread.unwind = null
  let status = 0
  try {
    status = await main()
  } catch (error) {
    if (!(error instanceof ThreadExit)) throw error
  }
  if (!thread.cancellation.isLeaving) return status
  await finish(thread, thread.exitValue)
  return thread.kos.KosThreadExit(0)
}

/** Hears of the ends of threads in a process. */
class Threads {
  readonly #process: PosixProcess

  constructor(process: PosixProcess) {
    this.#process = process
  }

  began(): void {}

  left(sys: Sys): void {
    this.#over(sys)
  }

  killed(sys: Sys): void {
    this.#over(sys)
  }

  #over({ tid }: Sys): void {
    const thread = this.#process.threads.get(tid)
    if (thread !== undefined) ended(thread, ThreadControlBlock.of(thread), PTHREAD_CANCELED)
  }
}

/** A thread that no pthread_create made uses POSIX functions from now on. */
export function adoptThread(thread: PosixThread): void {
  const { process, sys } = thread
  process.threads.set(sys.tid, thread)
  process.local(Threads, () => {
    const threads = new Threads(process)
    sys.process.observe(threads)
    return threads
  })
  thread.unwind = async (value) => {
    await finish(thread, value)
    return thread.kos.KosThreadExit(0)
  }
}
