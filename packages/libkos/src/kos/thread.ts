// Threads: documented header `kos/thread.h`, and `KnSleep`. A thread's routine gets a `kos` of its
// own: there is no ambient current thread.

import { type ComposedRetcode, type Result, type Retcode, rcOk } from '@kos/retcode'
import { threadContract } from '../abi/contracts.ts'
import { callsOf } from '../abi/syscall.ts'
import type { Library, Sys } from '../runtime/sys.ts'
import { type KosThreadCallback, ThreadCallbacks } from './thread-callbacks.ts'

export {
  INFINITE_TIMEOUT,
  ThreadPriorityHighest,
  ThreadPriorityLowest,
  ThreadPriorityNormal,
} from '@kos/thread'

const calls = /* @__PURE__ */ callsOf(threadContract)

declare const brand: unique symbol

/** Id of a thread. */
export type Tid = number & { readonly [brand]: 'Tid' }

/** The exit code of a program or a thread: a number of 32 bits, or any Retcode. */
export type ExitCode = number | ComposedRetcode

/**
 * A thread's body. Its result is the exit code. `kos` is the new thread's own, of the same kind as
 * its creator's.
 */
export type ThreadRoutine<K, C> = (kos: K, context: C) => Promise<ExitCode | void> | ExitCode | void

/** Functions that the thread service adds to `kos`. */
export interface ThreadApi {
  /**
   * Creates a thread (topic `kos_thread_create`): `priority` 0 to 31, `stackSize` in bytes (0: the
   * default), `suspended` 1 to start it with KosThreadResume.
   *
   * rcInvalidArgument: a value out of range, or the routine is no function; rcQuotaExceeded: too
   * many threads.
   */
  readonly KosThreadCreate: <C>(
    priority: number,
    stackSize: number,
    routine: ThreadRoutine<this, C>,
    context: C,
    suspended: number,
  ) => Result<{ readonly tid: Tid }>
  /** Id of the calling thread (topic `kos_thread_current_id`). */
  readonly KosThreadCurrentId: () => Tid
  /**
   * Starts a thread that was created suspended (topic `kos_thread_resume`). rcInvalidArgument,
   * rcInvalidThreadState: it was started.
   */
  readonly KosThreadResume: (tid: Tid) => Retcode
  /**
   * Ends the calling thread (topic `kos_thread_exit`). The promise rejects with ThreadTerminated,
   * so that `finally` runs.
   */
  readonly KosThreadExit: (exitCode: number) => Promise<never>
  /**
   * Ends a thread of this process (topic `kos_thread_terminate`). `exitCode` counts only if it is
   * the calling thread.
   *
   * rcOk; rcInvalidArgument: there is no such thread.
   */
  readonly KosThreadTerminate: (tid: Tid, exitCode: number) => Promise<Retcode>
  /**
   * Waits for a thread's end, `timeout` milliseconds at most; 0 is a yield (topic
   * `kos_thread_wait`).
   *
   * rcOk; rcTimeout; rcInvalidArgument: the calling thread itself, or a thread of another process.
   */
  readonly KosThreadWait: (tid: Tid, timeout: number) => Promise<Retcode>
  /** Waits `mdelay` milliseconds; 0 is a yield (topic `kos_thread_sleep`). rcOk. */
  readonly KosThreadSleep: (mdelay: number) => Promise<Retcode>
  /** The same, of the kernel. rcOk. */
  readonly KnSleep: (mdelay: number) => Promise<Retcode>
  /** Lets other threads of the same priority run (topic `kos_thread_yield`). */
  readonly KosThreadYield: () => Promise<void>
  /**
   * Stops the calling thread for good without ending it (topic `kos_thread_suspend`): `tid` must be
   * its own. The promise does not resolve; if the thread is terminated it rejects with
   * ThreadTerminated.
   *
   * rcInvalidArgument: another thread.
   */
  readonly KosThreadSuspend: (tid: Tid) => Promise<Retcode>
  /**
   * Where the stack of a thread of this process lies (topic `kos_thread_get_stack`): its lowest
   * address and its size in bytes. Both are 0 if there is no such thread.
   */
  readonly KosThreadGetStack: (tid: Tid) => { readonly stack: number; readonly size: number }
  /**
   * The value that the calling thread set with KosThreadTlsSet; null (RTL_NULL) if nothing (topic
   * `kos_thread_tls_get`).
   */
  readonly KosThreadTlsGet: () => unknown
  /** Keeps any value for the calling thread (topic `kos_thread_tls_set`). rcOk. */
  readonly KosThreadTlsSet: (tls: unknown) => Retcode
  /**
   * Lets `callback` be called whenever a thread of this process begins (in it, before its routine)
   * and whenever one is over (after its routine; also if it was terminated), after those that were
   * registered before (topic `kos_thread_callback_register`). Threads that began before anything
   * was registered are not told of. One that throws is reported as misuse, and the others are
   * called.
   *
   * rcOk; rcInvalidArgument: no function; rcAlreadyExists: registered already.
   */
  readonly KosThreadCallbackRegister: (callback: KosThreadCallback) => Retcode
  /**
   * Takes a callback back (topic `kos_thread_callback_unregister`). rcOk; rcResourceNotFound: it
   * was not registered.
   */
  readonly KosThreadCallbackUnregister: (callback: KosThreadCallback) => Retcode
}

const sleep = (sys: Sys): ((mdelay: number) => Promise<Retcode>) => {
  const call = sys.call(calls.Sleep)
  return (mdelay) => sys.wait(call(mdelay))
}

/** The program half of the thread service. */
export const threadLibrary: Library<ThreadApi> = /* @__PURE__ */ Object.freeze({
  KosThreadCreate: (sys) => {
    const create = sys.call(calls.Create)
    const { registers, tokens } = sys
    return (priority, stackSize, routine, context, suspended) => {
      const entry = tokens.add(routine)
      const argument = tokens.add(context)
      const rc = create(
        priority,
        stackSize,
        typeof routine === 'function' ? entry : -1,
        argument,
        suspended,
      )
      if (rc === rcOk) return { rc: rcOk, tid: registers[calls.Create.results.tid] as Tid }
      tokens.drop(entry)
      tokens.drop(argument)
      return { rc } as Result<{ readonly tid: Tid }>
    }
  },
  KosThreadCurrentId: (sys) => () => sys.tid as Tid,
  KosThreadResume: (sys) => sys.call(calls.Resume) as ThreadApi['KosThreadResume'],
  KosThreadExit: (sys) => {
    const exit = sys.call(calls.Exit)
    // Any value becomes a 32-bit number, as in C: no thread goes on after this call.
    return (exitCode) =>
      sys.wait(exit(typeof exitCode === 'number' ? exitCode | 0 : 0)) as Promise<never>
  },
  KosThreadTerminate: (sys) => {
    const terminate = sys.call(calls.Terminate)
    return (tid, exitCode) => sys.wait(terminate(tid, exitCode))
  },
  KosThreadWait: (sys) => {
    const wait = sys.call(calls.Wait)
    return (tid, timeout) => sys.wait(wait(tid, timeout))
  },
  KosThreadSleep: sleep,
  KnSleep: sleep,
  KosThreadYield: (sys) => {
    const call = sys.call(calls.Yield)
    return () => sys.wait(call()) as Promise<unknown> as Promise<void>
  },
  KosThreadSuspend: (sys) => {
    const suspend = sys.call(calls.Suspend)
    return (tid) => sys.wait(suspend(tid))
  },
  KosThreadGetStack: (sys) => {
    const getStack = sys.call(calls.GetStack)
    const { results } = calls.GetStack
    const { registers } = sys
    return (tid) =>
      getStack(tid) === rcOk
        ? { stack: registers[results.stack] as number, size: registers[results.size] as number }
        : { stack: 0, size: 0 }
  },
  KosThreadTlsGet: (sys) => () => sys.tls,
  KosThreadTlsSet: (sys) => (tls) => {
    sys.tls = tls
    return rcOk
  },
  KosThreadCallbackRegister: (sys) => (callback) => ThreadCallbacks.of(sys).add(callback),
  KosThreadCallbackUnregister: (sys) => (callback) => ThreadCallbacks.of(sys).remove(callback),
})
