// The one way into the kernel: a wrapper per system call, made from its descriptor. It checks the state of the thread, the verdict of the
// policy (one byte load) and the arguments, counts, and calls the handler.
//
// Everything unusual goes to `Gatekeeper.refuseOrDefer`: a thread that waits, is away or is over, a verdict that is not a plain grant.

import { isBytes } from '@kos/ipc'
import type { Kind, Syscall } from '@kos/libkos/abi'
import { rcInvalidArgument } from '@kos/retcode'
import { ThreadState } from '@kos/thread'
import type { TaskThread } from './task.ts'

/** A handler, as it is kept. */
export type Handler = (thread: TaskThread, ...args: never[]) => number

/** A system call with its thread as first argument. Takes whatever a process passes. */
export type Entry = (thread: TaskThread, a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown, f?: unknown) => number

/** Decides about calls that are not a running thread's granted ones. */
export interface Gatekeeper {
  /** Does `operation` now, later, or not at all; answers its answer, a code, or PARKED. */
  refuseOrDefer(thread: TaskThread, syscall: Syscall, operation: () => number): number
}

/** A verdict that lets calls pass without another look. */
export const granted = 1

/** Most UTF-16 units of a string argument. */
export const stringLimit = 65_536

/** Parameters beyond this many do not fit into registers of the ABI. */
export const mostParams = 6

const kinds: readonly Kind[] = ['u32', 'i32', 'f64', 'str', 'in', 'out']

/** True if `value` is not of the kind. `kind` is an index of the kinds in the order of their declaration. */
function isBad(kind: number, value: unknown): boolean {
  switch (kind) {
    case 0:
      return typeof value !== 'number' || value >>> 0 !== value
    case 1:
      return typeof value !== 'number' || (value | 0) !== value
    case 2:
      return typeof value !== 'number' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER) || Math.floor(value) !== value
    case 3:
      return typeof value !== 'string' || value.length > stringLimit
    default:
      return !isBytes(value)
  }
}

/** Makes the entry of a system call. */
export function entryOf(syscall: Syscall, handler: Handler, gatekeeper: Gatekeeper): Entry {
  const { params } = syscall
  if (params.length > mostParams)
    throw new RangeError(`${syscall.name} has ${params.length} parameters; at most ${mostParams} fit`)
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0, k4 = 0, k5 = 0] = params.map((kind) => kinds.indexOf(kind))
  const run = handler as unknown as Entry
  // Apart, because a closure that captured the arguments would cost every call an allocation.
  const later = (go: Entry): Entry => {
    return (t, a, b, c, d, e, f) => gatekeeper.refuseOrDefer(t, syscall, () => go(t, a, b, c, d, e, f))
  }
  const plain = plainCheckOf(syscall)
  const settle = syscall.blocks ? settleBlocking : settleDirect
  switch (params.length) {
    case 0: {
      const go: Entry = (t) => settle(t, run(t))
      const unusual = later(go)
      return (t) => (plain(t) ? go(t) : unusual(t))
    }
    case 1: {
      const go: Entry = (t, a) => (isBad(k0, a) ? rcInvalidArgument : settle(t, run(t, a)))
      const unusual = later(go)
      return (t, a) => (plain(t) ? go(t, a) : unusual(t, a))
    }
    case 2: {
      const go: Entry = (t, a, b) => (isBad(k0, a) || isBad(k1, b) ? rcInvalidArgument : settle(t, run(t, a, b)))
      const unusual = later(go)
      return (t, a, b) => (plain(t) ? go(t, a, b) : unusual(t, a, b))
    }
    case 3: {
      const go: Entry = (t, a, b, c) => {
        if (isBad(k0, a) || isBad(k1, b) || isBad(k2, c)) return rcInvalidArgument
        return settle(t, run(t, a, b, c))
      }
      const unusual = later(go)
      return (t, a, b, c) => (plain(t) ? go(t, a, b, c) : unusual(t, a, b, c))
    }
    default: {
      const hasFive = params.length > 4
      const hasSix = params.length > 5
      const go: Entry = (t, a, b, c, d, e, f) => {
        if (isBad(k0, a) || isBad(k1, b) || isBad(k2, c) || isBad(k3, d)) return rcInvalidArgument
        if ((hasFive && isBad(k4, e)) || (hasSix && isBad(k5, f))) return rcInvalidArgument
        return settle(t, run(t, a, b, c, d, e, f))
      }
      const unusual = later(go)
      return (t, a, b, c, d, e, f) => (plain(t) ? go(t, a, b, c, d, e, f) : unusual(t, a, b, c, d, e, f))
    }
  }
}

// A running thread whose call the policy grants: one comparison and one byte load. Counts the call.
function plainCheckOf({ nr }: Syscall): (thread: TaskThread) => boolean {
  return ({ thread, task }) => {
    task.syscalls++
    return thread.state === ThreadState.running && task.verdicts[nr] === granted
  }
}

function settleBlocking({ thread }: TaskThread, answer: number): number {
  return thread.complete(answer)
}

function settleDirect(_thread: TaskThread, answer: number): number {
  return answer
}
