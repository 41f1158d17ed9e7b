// A process host that wraps functions of `kos`, for what the kernel does not see of a process: a
// free lock is taken and released without a system call.
//
// A recorded run describes each operation. A run with switch points before operations asks the
// scheduler for one before each function that may block. All others get the host as it is.

import type { ProcessHost } from '@kos/kernel'
import { PARKED, syncContract } from '@kos/libkos/abi'
import type { AnyLibrary, Sys } from '@kos/libkos/process'
import { rcOk } from '@kos/retcode'
import type { Recorder } from './interleaving.ts'
import { isBlocking, isDescribed, operationOf } from './operations.ts'

type Func = (...args: readonly unknown[]) => unknown
/** Replaces a function of one thread by another one. */
type Wrap = (name: string, func: Func, sys: Sys) => Func

/**
 * A host as `host`, whose processes have a switch point before each operation that may block, if
 * `switchBefore`, and tell `recorder` of their operations, if there is one.
 */
export function operatingHost(
  host: ProcessHost,
  recorder: Recorder | null,
  switchBefore: boolean,
): ProcessHost {
  // The switch point comes before the operation that is recorded, so its host wraps last.
  const inner = switchBefore ? wrapping(host, isBlocking, switchingBefore(recorder)) : host
  return recorder === null ? inner : wrapping(inner, isDescribed, recordedBy(recorder))
}

/** A host as `host`, some of whose functions are wrapped. */
export function wrapping(
  host: ProcessHost,
  isWrapped: (name: string) => boolean,
  wrap: Wrap,
): ProcessHost {
  const wrapLibrary = (library: AnyLibrary): AnyLibrary => {
    const makers = Object.entries(library).map(([name, make]) => {
      if (!isWrapped(name)) return [name, make]
      return [name, (sys: Sys) => wrap(name, make(sys) as Func, sys)]
    })
    return Object.fromEntries(makers) as AnyLibrary
  }
  return {
    create: (program, libraries, info, kernel) =>
      host.create(program, libraries.map(wrapLibrary), info, kernel),
  }
}

const recordedBy =
  (recorder: Recorder): Wrap =>
  (name, func, sys) =>
  (...args) => {
    const operation = operationOf(name, args)
    const run = (): unknown => func(...args)
    return operation === null ? run() : recorder.operate(sys.tid, operation, run)
  }

const switchingBefore =
  (recorder: Recorder | null): Wrap =>
  (name, func, sys) => {
    const switchPoint = sys.call(syncContract.calls.SwitchPoint)
    return (...args) => {
      const run = (): unknown => {
        recorder?.comesTo(null)
        return func(...args)
      }
      recorder?.comesTo(name)
      return switchPoint(rcOk) === PARKED ? afterSwitch(sys, run) : run()
    }
  }

// An async function, so that the engine knows who waits: wait reports show its lines.
async function afterSwitch(sys: Sys, run: () => unknown): Promise<unknown> {
  await sys.park(null)
  return run()
}
