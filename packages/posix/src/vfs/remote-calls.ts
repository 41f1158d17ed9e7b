// Calls of one thread to VFS processes, over any of the handles that its process has there. Unlike
// a proxy a handle needs no buffers of its own: there may be many open files.
//
// The calls of a thread are made one after the other. So are those of its proxies, with which this
// shares the order: `outstandingCalls` and `lastCall` of Sys.

import { type Handle, INFINITE_TIMEOUT, type Kos, rcIpcInterrupt, rcOk } from '@kos/libkos'
import { callsOf, handleContract, ipcContract, PARKED, type SyscallFunction } from '@kos/libkos/abi'
import type { HandleReader } from '@kos/libkos/codec'
import { type Sys, sysOf } from '@kos/libkos/process'
import type { AbortSignalLike } from '@kos/thread'
import { EINVAL, EIO, errnoName } from '../errno.ts'
import { sizes } from '../generated/kl/VfsEntity.edl.ts'
import { errnoOfCall, isServerGone } from './call-errno.ts'

const calls = /* @__PURE__ */ callsOf(ipcContract)

/** What a call goes to. */
export interface RemoteTarget {
  readonly handle: Handle
  /** The server behind it has ended. */
  lost(kos: Kos): void
}

/** A method, as far as a call needs it. */
export interface CallableMethod<Request, Response> {
  readonly request: {
    readonly size: number
    encode(this: void, value: Request, riid: number, view: DataView, arena: Uint8Array): number
  }
  readonly response: {
    decode(this: void, view: DataView, arena: Uint8Array, handles: HandleReader): Response
  }
}

/** Endpoints of kl.Vfs, by their numbers. */
export const VfsEndpoint = { fs: 0, session: 1, file: 2 } as const

/** Takes a response whose result is 0 or more. False: no server that is right answers this. */
type Take<Response> = (response: Response) => boolean | void

interface Message {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Handles as the kernel wrote them. Whoever asked for one closes it. */
const handles: HandleReader = {
  read: (handle, rights) => ({
    handle: handle as Handle,
    rights,
    badge: undefined,
    dereferenced: false,
  }),
}

const resultOffset = 16

/** The calls of one thread. */
export class RemoteCalls {
  readonly #kos: Kos
  readonly #sys: Sys
  readonly #call: SyscallFunction<typeof calls.Call>
  readonly #messages: Map<object, Message> = new Map()
  readonly #arena = new Uint8Array(sizes.requestArena)
  readonly #response = new Uint8Array(sizes.response)
  readonly #view = new DataView(this.#response.buffer)
  readonly #responseArena = new Uint8Array(sizes.responseArena)

  private constructor(kos: Kos, sys: Sys) {
    this.#kos = kos
    this.#sys = sys
    this.#call = sys.call(calls.Call)
  }

  /** Those of the thread that `kos` belongs to. */
  static of(kos: Kos): RemoteCalls {
    const sys = sysOf(kos)
    const known = sys.process.local(RemoteCalls, () => new ByThread()).calls
    let calls = known.get(sys)
    if (calls === undefined) known.set(sys, (calls = new RemoteCalls(kos, sys)))
    return calls
  }

  /**
   * Calls a method of an endpoint, and resolves with its result: 0 to `most`, and then `take` has
   * had the response; or a negated error number, also for a call that did not come about. EINTR:
   * `signal` was aborted. EIO: the server answered what it must not; its answers are not trusted.
   */
  call<Request, Response>(
    target: RemoteTarget,
    riid: number,
    method: CallableMethod<Request, Response>,
    values: Request,
    signal: AbortSignalLike | undefined,
    take: Take<Response> | null = null,
    most: number = 0,
  ): Promise<number> {
    const sys = this.#sys
    if (sys.outstandingCalls === 0)
      return this.#start(target, riid, method, values, signal, take, most)
    const before = sys.lastCall ?? sys.pending ?? Promise.resolve()
    const next = (): Promise<number> => {
      sys.outstandingCalls--
      if (sys.lastCall === call) sys.lastCall = null
      return this.#start(target, riid, method, values, signal, take, most)
    }
    sys.outstandingCalls++
    const call = before.then(next, next)
    sys.lastCall = call
    return call
  }

  #start<Request, Response>(
    target: RemoteTarget,
    riid: number,
    method: CallableMethod<Request, Response>,
    values: Request,
    signal: AbortSignalLike | undefined,
    take: Take<Response> | null,
    most: number,
  ): Promise<number> {
    const { bytes, view } = this.#messageOf(method)
    const used = method.request.encode(values, riid, view, this.#arena)
    if (used < 0) return Promise.resolve(-EINVAL)
    const finish = (rc: number): number => this.#finish(rc, target, method, take, most)
    // If a response is too short to have a result, this is it.
    this.#view.setInt32(resultOffset, -EIO, true)
    if (signal !== undefined) return this.#interruptible(target, bytes, used, signal, finish)
    const sys = this.#sys
    sys.outstandingCalls++
    const { handle } = target
    const rc = this.#call(handle, bytes, this.#arena, used, this.#response, this.#responseArena)
    return rc === PARKED ? sys.park(null).then(finish) : Promise.resolve(finish(rc))
  }

  /** A call that ends when the signal is aborted, also if the server works on it. */
  #interruptible(
    { handle }: RemoteTarget,
    bytes: Uint8Array,
    used: number,
    signal: AbortSignalLike,
    finish: (rc: number) => number,
  ): Promise<number> {
    const sys = this.#sys
    sys.outstandingCalls++
    if (signal.aborted) return Promise.resolve(finish(rcIpcInterrupt))
    const created = sys.call(calls.CreateSyncObject)()
    if (created !== rcOk) return Promise.resolve(finish(created))
    const syncHandle = sys.registers[calls.CreateSyncObject.results.syncHandle] as number
    const interrupt = (): void => void sys.processCall(calls.SetInterrupt)(syncHandle)
    signal.addEventListener('abort', interrupt)
    const end = (rc: number): number => {
      signal.removeEventListener('abort', interrupt)
      sys.processCall(handleContract.calls.Close)(syncHandle)
      return finish(rc)
    }
    const rc = sys.call(calls.CallBounded)(
      handle,
      bytes,
      this.#arena,
      used,
      this.#response,
      this.#responseArena,
      INFINITE_TIMEOUT,
      0,
      syncHandle,
    )
    return rc === PARKED ? sys.park(null).then(end) : Promise.resolve(end(rc))
  }

  // The next call of this thread begins after it, so the response is still there.
  #finish<Response>(
    rc: number,
    target: RemoteTarget,
    method: CallableMethod<never, Response>,
    take: Take<Response> | null,
    most: number,
  ): number {
    this.#sys.outstandingCalls--
    if (rc !== rcOk) {
      if (isServerGone(rc)) target.lost(this.#kos)
      return errnoOfCall(rc)
    }
    const result = this.#view.getInt32(resultOffset, true)
    if (result < 0) return errnoName(-result) === undefined ? -EIO : result
    if (result > most) return -EIO
    return take === null || this.#take(method, take) ? result : -EIO
  }

  #take<Response>(method: CallableMethod<never, Response>, take: Take<Response>): boolean {
    try {
      return take(method.response.decode(this.#view, this.#responseArena, handles)) !== false
    } catch {
      return false // The response is malformed.
    }
  }

  #messageOf(method: { readonly request: { readonly size: number } }): Message {
    let message = this.#messages.get(method)
    if (message === undefined) {
      const bytes = new Uint8Array(method.request.size)
      message = { bytes, view: new DataView(bytes.buffer) }
      this.#messages.set(method, message)
    }
    return message
  }
}

/** The calls of the threads of one process. */
class ByThread {
  readonly calls: WeakMap<Sys, RemoteCalls> = new WeakMap()
}
