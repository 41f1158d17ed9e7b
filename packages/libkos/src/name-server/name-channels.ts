// The channels of a process to name servers: the static connection, and one for each name under which
// it asked the channel manager. The connections that NsCreate gives out share them.
//
// Each connection has a registration of its own as a publisher. A channel that the process asked for
// is closed with its last connection; one whose name server has ended, when it is asked for again.

import type { HandleDesc } from '@kos/idl'
import { rcSecurityDisallow, rcSourceFault } from '@kos/retcode'
import { handleContract, ipcContract } from '../abi/contracts.ts'
import { type NsConnection, NsHandle } from '../coresrv/ns/ns_api.ts'
import type { Handle } from '../nk/types.ts'
import type { Process } from '../runtime/process.ts'
import type { Sys } from '../runtime/sys.ts'
import type { Tokens } from '../runtime/tokens.ts'

const noBytes = /* @__PURE__ */ new Uint8Array(0)

/** A channel of a process to a name server. */
class NameChannel {
  readonly process: Process
  readonly handle: Handle
  readonly riid: number
  isClosed = false
  readonly #isStatic: boolean
  #connections = 0

  /** The handle of a static connection is not closed: it could not be had again. */
  constructor(process: Process, handle: number, riid: number, isStatic: boolean) {
    this.process = process
    this.handle = handle as Handle
    this.riid = riid
    this.#isStatic = isStatic
  }

  /** Another connection over it. */
  connect(): NsHandle {
    this.#connections++
    return new NsHandle(new NameConnection(this))
  }

  /** One connection less. */
  disconnect(): void {
    if (--this.#connections === 0) this.close()
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    if (!this.#isStatic) closeHandle(this.process, this.handle)
  }
}

/** What one NsHandle leads to. */
class NameConnection implements NsConnection {
  registration: HandleDesc | null = null
  readonly #channel: NameChannel
  #isClosed = false

  constructor(channel: NameChannel) {
    this.#channel = channel
  }

  get handle(): Handle {
    return this.#channel.handle
  }

  get riid(): number {
    return this.#channel.riid
  }

  get tokens(): Tokens {
    return this.#channel.process.tokens
  }

  get isClosed(): boolean {
    return this.#isClosed || this.#channel.isClosed
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.registration !== null) closeHandle(this.#channel.process, this.registration.handle)
    this.#channel.disconnect()
  }
}

/** The channels of one process to name servers. */
export class NameChannels {
  readonly #process: Process
  #static: NameChannel | null = null
  readonly #byName: Map<string, NameChannel> = new Map()

  constructor(process: Process) {
    this.#process = process
  }

  /** Those of the process of a thread. */
  static of({ process }: Sys): NameChannels {
    return process.local(NameChannels, () => new NameChannels(process))
  }

  /** Connects over the static connection; null if its channel is not known by this handle. */
  connectStatic(handle: number): NsHandle | null {
    const known = this.#static
    return known === null || known.isClosed || known.handle !== handle ? null : known.connect()
  }

  /** Connects over the static connection, whose channel is not known. */
  addStatic(handle: number, riid: number): NsHandle {
    this.#static?.close()
    this.#static = new NameChannel(this.#process, handle, riid, true)
    return this.#static.connect()
  }

  /** Connects over the channel to a name server, if there is one that is not broken; else null. */
  async connect(sys: Sys, name: string): Promise<NsHandle | null> {
    const known = this.#open(name)
    if (known === null) return null
    if (await isConnected(sys, known.handle)) return this.#open(name)?.connect() ?? null
    known.close()
    return null
  }

  /** Connects over a new channel; over the other one if another thread has added it meanwhile. */
  add(name: string, handle: number, riid: number): NsHandle {
    const other = this.#open(name)
    if (other !== null) {
      closeHandle(this.#process, handle as Handle)
      return other.connect()
    }
    const added = new NameChannel(this.#process, handle, riid, false)
    this.#byName.set(name, added)
    return added.connect()
  }

  #open(name: string): NameChannel | null {
    const known = this.#byName.get(name)
    if (known === undefined || !known.isClosed) return known ?? null
    this.#byName.delete(name)
    return null
  }
}

// A call without a message: of a broken channel that is said first, and nothing is sent.
async function isConnected(sys: Sys, handle: Handle): Promise<boolean> {
  const call = sys.call(ipcContract.calls.Call)
  const rc = await sys.wait(call(handle, noBytes, noBytes, 0, noBytes, noBytes))
  return rc === rcSourceFault || rc === rcSecurityDisallow
}

function closeHandle(process: Process, handle: Handle): void {
  const close = process.call(handleContract.calls.Close) as (handle: number) => number
  close(handle)
}
