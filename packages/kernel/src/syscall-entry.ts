// The one way into the kernel: a wrapper per system call, made from its descriptor and bound to
// each thread that uses it. It checks the state of the thread, the verdict of the policy (one byte
// load) and the arguments, counts, and calls the handler.
//
// The wrapper is compiled to straight code where the platform allows that, because a loop over the
// kinds of its parameters is measurably slower; elsewhere it is such a loop. Rare cases go to
// `Gatekeeper.refuseOrDefer`: a thread that waits, is away or has ended, a verdict that is not a
// plain grant.

import { codeIsAllowed } from '@kos/idl'
import { isBytes } from '@kos/ipc'
import {
  type BoundSyscall,
  type Kind,
  type Param,
  maxParams,
  maxStringLength,
  type Syscall,
} from '@kos/libkos/abi'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { ThreadState } from '@kos/thread'
import { lookAgain } from './host-code.ts'
import type { TaskThread } from './task.ts'

/** The handler of any system call. */
export type Handler = (thread: TaskThread, ...args: never[]) => number

/**
 * Binds a system call to a thread. The function that it returns takes any arguments that a process
 * may pass.
 */
export type SyscallEntry = (thread: TaskThread) => BoundSyscall

/** Decides about calls that the policy has not granted, or whose thread is not running. */
export interface Gatekeeper {
  /**
   * Runs `operation`, which is the call with `args`, now, later, or not at all. Returns its result,
   * a code, or PARKED.
   */
  refuseOrDefer(
    thread: TaskThread,
    syscall: Syscall,
    args: readonly unknown[],
    operation: () => number,
  ): number
  /**
   * A call threw, which no code of a program can cause: ends the process of the caller, with a
   * report. Returns what its wrapper returns.
   */
  fault(thread: TaskThread, syscall: Syscall, error: unknown): number
  /**
   * Reports a thread that made many system calls without letting other threads run. The thread may
   * be over then: its entry looks at the state again.
   */
  watch(thread: TaskThread): void
}

/** System calls of a process after which `Gatekeeper.watch` is called again; a power of two. */
export const watchInterval: number = 2 ** 20

/** The verdict by which the policy grants every call of a process class. */
export const granted = 1

const isUint32 = (value: unknown): boolean => typeof value === 'number' && value >>> 0 === value

const isOfKind: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  handle: isUint32,
  u32: isUint32,
  i32: (value) => typeof value === 'number' && (value | 0) === value,
  f64: (value) =>
    typeof value === 'number' &&
    value >= 0 &&
    value <= Number.MAX_SAFE_INTEGER &&
    Math.floor(value) === value,
  str: (value) => typeof value === 'string' && value.length <= maxStringLength,
  in: isBytes,
  out: isBytes,
}

/** Whether the arguments of a call are of the kinds that its descriptor says. */
export function argumentsFit({ params }: Syscall, args: readonly unknown[]): boolean {
  return params.every(([, kind], index) => isOfKind[kind](args[index]))
}

const isNoUint32Code = (name: string): string =>
  `typeof ${name} !== 'number' || ${name} >>> 0 !== ${name}`
// A buffer that was checked once stays a buffer: each binding remembers the last one.
const isNoBufferCode = (name: string): string =>
  `${name} !== last_${name} && (isBytes(${name}) ? (last_${name} = ${name}, false) : true)`

/** The negation of the same checks, as code: it is true for a bad value. */
const isBadCode: Readonly<Record<Kind, (name: string) => string>> = {
  handle: isNoUint32Code,
  u32: isNoUint32Code,
  i32: (name) => `typeof ${name} !== 'number' || (${name} | 0) !== ${name}`,
  f64: (name) =>
    `typeof ${name} !== 'number' || !(${name} >= 0 && ${name} <= ${Number.MAX_SAFE_INTEGER}) || Math.floor(${name}) !== ${name}`,
  str: (name) => `typeof ${name} !== 'string' || ${name}.length > ${maxStringLength}`,
  in: isNoBufferCode,
  out: isNoBufferCode,
}

/** How wrappers are made. */
export type EntryForm = 'code' | 'closures'

/** Makes the entry of a system call: as code where the platform allows it, if no form is given. */
export function entryOf(
  syscall: Syscall,
  handler: Handler,
  gatekeeper: Gatekeeper,
  form?: EntryForm,
): SyscallEntry {
  const { name, params } = syscall
  if (params.length > maxParams)
    throw new RangeError(`${name} has ${params.length} parameters; at most ${maxParams} fit`)
  const walking = walkingEntry(syscall, handler as unknown as AnyHandler, gatekeeper)
  if (form === 'closures' || (form === undefined && !codeIsAllowed())) return walking
  return codeEntry(syscall, handler as unknown as AnyHandler, walking, gatekeeper)
}

/**
 * A handler that tells `onCall` of each call, and then does what `handler` does, if the thread is
 * still there.
 */
export function observed(
  syscall: Syscall,
  handler: Handler,
  onCall: (thread: TaskThread, args: readonly unknown[]) => void,
): Handler {
  return (caller, ...args) => {
    const { state } = caller.thread
    onCall(caller, args)
    const rc = lookAgain(caller, state, syscall)
    return rc === rcOk ? handler(caller, ...args) : rc
  }
}

type AnyHandler = (thread: TaskThread, ...args: readonly unknown[]) => number

function walkingEntry(syscall: Syscall, handler: AnyHandler, gatekeeper: Gatekeeper): SyscallEntry {
  const { nr, params, blocks } = syscall
  const checks = params.map(([, kind]) => isOfKind[kind])
  const go = (t: TaskThread, args: readonly unknown[]): number => {
    for (let i = 0; i < checks.length; i++)
      if (checks[i]?.(args[i]) !== true) return rcInvalidArgument
    try {
      const answer = handler(t, ...args.slice(0, checks.length))
      return blocks ? t.thread.complete(answer) : answer
    } catch (error) {
      return gatekeeper.fault(t, syscall, error)
    }
  }
  return (t) =>
    (...args: readonly unknown[]) => {
      if ((++t.task.syscalls & (watchInterval - 1)) === 0) gatekeeper.watch(t)
      const isPlain = t.thread.state === ThreadState.running && t.task.verdicts[nr] === granted
      return isPlain ? go(t, args) : gatekeeper.refuseOrDefer(t, syscall, args, () => go(t, args))
    }
}

type MakeEntry = (
  handler: AnyHandler,
  unusual: SyscallEntry,
  isBuffer: typeof isBytes,
  gatekeeper: Gatekeeper,
  syscall: Syscall,
) => SyscallEntry

/**
 * Compiled code by system call: contracts outlive kernels, and compiling takes longer than the rest
 * of making one.
 */
const compiled: WeakMap<Syscall, MakeEntry> = new WeakMap()

function codeEntry(
  syscall: Syscall,
  handler: AnyHandler,
  unusual: SyscallEntry,
  gatekeeper: Gatekeeper,
): SyscallEntry {
  let make = compiled.get(syscall)
  if (make === undefined) compiled.set(syscall, (make = compile(syscall)))
  return make(handler, unusual, isBytes, gatekeeper, syscall)
}

function isBuffer(param: Param | undefined): boolean {
  return param !== undefined && (param[1] === 'in' || param[1] === 'out')
}

// `unusual` is the wrapper that walks over kinds, and it checks the state again. So the code
// has the usual case only.
function compile({ nr, params, blocks }: Syscall): MakeEntry {
  const names = params.map((_, index) => `a${index}`)
  const args = names.join(', ')
  const memos = names
    .filter((_, index) => isBuffer(params[index]))
    // A value that no process has to begin with, so that its first argument is always checked.
    .map((name) => `let last_${name} = unusual`)
  const checks = params.map(
    ([, kind], index) =>
      `if (${isBadCode[kind](names[index] as string)}) return ${rcInvalidArgument}`,
  )
  const call = `handler(t${args === '' ? '' : `, ${args}`})`
  const source = `return (t) => {
    const { thread, task } = t, { verdicts } = task
    let slow = null
    ${memos.join('\n')}
    return (${args}) => {
      if (thread.state !== ${ThreadState.running} || verdicts[${nr}] !== ${granted}) return (slow ??= unusual(t))(${args})
      if ((++task.syscalls & ${watchInterval - 1}) === 0) {
        gatekeeper.watch(t)
        if (thread.state !== ${ThreadState.running}) return (slow ??= unusual(t))(${args})
      }
      ${checks.join('\n')}
      try {
        return ${blocks ? `thread.complete(${call})` : call}
      } catch (error) {
        return gatekeeper.fault(t, syscall, error)
      }
    }
  }`
  return Reflect.construct(Function, [
    'handler',
    'unusual',
    'isBytes',
    'gatekeeper',
    'syscall',
    source,
  ]) as MakeEntry
}
