// A handle of an interface as it arrives: the handle, and the methods of the interface.
//
// It costs one small object. Buffers, and the functions that call, are made when a method is first
// called; so is the question to the kernel which endpoint the handle is bound to. Like any proxy it
// belongs to one thread, the one that read it.

import type { AnyInterface, HandleDesc } from '@kos/idl'
import { frozenClass, rcOk } from '@kos/retcode'
import { handleContract, ipcContract } from '../abi/contracts.ts'
import type { Handle } from '../nk/types.ts'
import { callersOf, type MethodCaller } from './client.ts'
import type { ProcessHandleReader } from './handle-reader.ts'

/** A handle of an interface whose methods are not known yet. */
export class ArrivedHandle implements HandleDesc, Disposable {
  readonly handle: Handle
  readonly rights: number
  readonly badge: unknown
  readonly dereferenced: boolean
  readonly #reader: ProcessHandleReader
  /** By MID; null until a method is called. */
  #callers: readonly MethodCaller[] | null = null

  constructor(
    reader: ProcessHandleReader,
    handle: Handle,
    rights: number,
    badge: unknown,
    dereferenced: boolean,
  ) {
    this.#reader = reader
    this.handle = handle
    this.rights = rights
    this.badge = badge
    this.dereferenced = dereferenced
  }

  /** Closes the handle. One that came back to its provider is the provider's own, and stays. */
  [Symbol.dispose](): void {
    if (this.dereferenced) return
    const { sys } = this.#reader
    sys.process.untaken.delete(this.handle)
    sys.processCall(handleContract.calls.Close)(this.handle)
  }

  /** A getter for the method `mid` of `target`. */
  static method(target: AnyInterface, mid: number): (this: ArrivedHandle) => MethodCaller {
    return function get(this: ArrivedHandle): MethodCaller {
      if (this.#callers !== null) return this.#callers[mid] as MethodCaller
      return (...request) => {
        const callers = this.#callersOf(target)
        if (typeof callers === 'number') return Promise.resolve({ rc: callers })
        return (callers[mid] as MethodCaller)(...request)
      }
    }
  }

  // The methods, made on first use, or the code of the failure. A failure is not remembered: a
  // later call may be allowed.
  #callersOf(target: AnyInterface): readonly MethodCaller[] | number {
    if (this.#callers !== null) return this.#callers
    const { sys } = this.#reader
    const { registers } = sys
    const { GetCallableRiid } = ipcContract.calls
    const rc = sys.call(GetCallableRiid)(this.handle, target.$name)
    if (rc !== rcOk) return rc
    return (this.#callers = callersOf(
      target,
      this.handle,
      registers[GetCallableRiid.results.riid] as number,
      this.#reader,
    ))
  }
}

/** The class of the handles of one interface. */
export type ArrivedClass = typeof ArrivedHandle

/** Makes the class of handles of `target`. */
export function arrivedClass(target: AnyInterface): ArrivedClass {
  class Arrived extends ArrivedHandle {}
  for (const { name, mid } of target.$methods) {
    Object.defineProperty(Arrived.prototype, name, {
      get: ArrivedHandle.method(target, mid),
      enumerable: true,
    })
  }
  // Programs get at both, and other processes call what ArrivedHandle has.
  frozenClass(ArrivedHandle)
  return frozenClass(Arrived)
}
