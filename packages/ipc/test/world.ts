// A scheduler in virtual time, a handle table, a message transfer, and processes that are nothing
// but an `IpcProcess`: what most tests here begin with. `nothingLeft` is what a world should look
// like when nobody waits any more.

import {
  HandleTable,
  KernelObject,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  type Space,
} from '@kos/handles'
import {
  type AnyInterface,
  type Codec,
  defineInterface,
  handle,
  string,
  uint16,
  uint32,
} from '@kos/idl'
import {
  allowAll,
  createMonitor,
  type Denied,
  type SecurityEvent,
  type SecurityMonitor,
} from '@kos/security'
import {
  type Choice,
  type LocalThread,
  Scheduler,
  spawn,
  type ThreadOptions,
  VirtualClock,
} from '@kos/thread'
import {
  type Channel,
  MessageTransfer,
  type MessageTransferOptions,
  Listener,
  noBytes,
  IpcThread,
  type IpcProcess,
  Received,
} from '../src/index.ts'

export const Echo = defineInterface('test.Echo', {
  Ping: { in: { value: uint32 }, out: { value: uint32 } },
  Say: { in: { text: string(255) }, out: { text: string(255) }, error: { status: uint16 } },
  Give: { in: { gift: handle }, out: { gift: handle } },
  Seven: {
    in: { a: handle, b: handle, c: handle, d: handle, e: handle, f: handle, g: handle },
    out: { a: handle, b: handle },
  },
})

export const READ: number = OCAP_HANDLE_SPEC(1)
export const WRITE: number = OCAP_HANDLE_SPEC(2)
export const PASS: number = OCAP_HANDLE_TRANSFER

/** A message: constant part, arena, and how much of the arena travels. */
export interface Frame {
  readonly bytes: Uint8Array
  readonly arena: Uint8Array
  readonly used: number
}

export function frame<S>(codec: Codec<S, unknown>, value: S, riid = 0): Frame {
  const bytes = new Uint8Array(codec.size)
  const arena = codec.arenaSize === 0 ? noBytes : new Uint8Array(codec.arenaSize)
  const used = codec.encode(value, riid, new DataView(bytes.buffer), arena)
  if (used < 0) throw new Error('this value cannot be encoded')
  return { bytes, arena, used }
}

export const ping = (value: number, riid = 0): Frame => frame(Echo.Ping.request, { value }, riid)
export const pong = (value: number, riid = 0): Frame => frame(Echo.Ping.response, { value }, riid)
export const say = (text: string): Frame => frame(Echo.Say.request, { text })
export const said = (text: string): Frame => frame(Echo.Say.response, { text })

/** The number in a Ping, either way. */
export const valueIn = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(16, true)

/** A thread that uses IPC, with buffers large enough. */
export class Actor {
  readonly self: LocalThread
  readonly ipcThread: IpcThread
  request: Uint8Array = new Uint8Array(1024)
  requestArena: Uint8Array = new Uint8Array(1024)
  response: Uint8Array = new Uint8Array(1024)
  responseArena: Uint8Array = new Uint8Array(1024)

  constructor(self: LocalThread, peer: IpcProcess) {
    this.self = self
    this.ipcThread = new IpcThread(self.thread, peer, self.thread.tid)
  }

  call(channel: Channel, { bytes, arena, used }: Frame): Promise<number> {
    return this.self.wait(
      channel.call(this.ipcThread, bytes, arena, used, this.response, this.responseArena),
    ) as Promise<number>
  }

  receive(listener: Listener, timeout?: number): Promise<number> {
    return this.self.wait(
      listener.receive(this.ipcThread, this.request, this.requestArena, timeout),
    ) as Promise<number>
  }

  reply(listener: Listener, tid: number, { bytes, arena, used }: Frame): number {
    return listener.reply(this.ipcThread, tid, bytes, arena, used)
  }

  get tid(): number {
    return this.ipcThread.tid
  }

  /** Who sent the request that was received last. */
  get sender(): number {
    return this.ipcThread.results[Received.senderTid] as number
  }

  /** The number in the Ping that was received last. */
  get asked(): number {
    return valueIn(this.request)
  }

  get answered(): number {
    return valueIn(this.response)
  }
}

export type Routine = (actor: Actor) => Promise<number | void>

export interface WorldOptions extends Partial<MessageTransferOptions> {
  readonly choice?: Choice
  /** Most nodes of the handle table. */
  readonly capacity?: number
}

/** Everything one test needs. */
export class World {
  readonly clock: VirtualClock = new VirtualClock()
  readonly scheduler: Scheduler
  readonly badges: number[] = []
  readonly table: HandleTable
  readonly denials: { readonly event: SecurityEvent; readonly denial: Denied }[] = []
  readonly transfer: MessageTransfer
  readonly client: IpcProcess
  readonly server: IpcProcess
  readonly listener: Listener
  readonly channel: Channel
  readonly log: string[] = []
  #lastSid = 100

  constructor(options: WorldOptions = {}) {
    const { choice, capacity = 10_000, ...rest } = options
    this.clock.limit = Infinity
    this.scheduler = new Scheduler({
      clock: this.clock,
      ...(choice === undefined ? {} : { choice }),
    })
    const observer = {
      objectDestroyed() {},
      badgeClosed: ({ context }: KernelObject) => void this.badges.push(context),
    }
    this.table = new HandleTable({
      entropy: () => 0x1234567,
      observer,
      maxNodes: capacity,
      slice: Infinity,
    })
    const onDenied = (event: SecurityEvent, denial: Denied): void =>
      void this.denials.push({ event, denial })
    this.transfer = new MessageTransfer({
      monitor: allowing,
      handles: this.table,
      onDenied,
      ...rest,
    })
    this.client = this.peer('Client')
    this.server = this.peer('Server', [Echo])
    this.listener = this.listen()
    this.channel = this.listener.connect()
  }

  peer(
    className: string,
    interfaces: readonly AnyInterface[] = [],
    space: Space | null = this.table.createSpace(),
  ): IpcProcess {
    const endpoints = interfaces.map((target, riid) => ({
      name: `endpoint${riid}`,
      interface: target,
    }))
    return { className, sid: ++this.#lastSid, space, endpoints }
  }

  listen(server: IpcProcess = this.server, name = 'echo'): Listener {
    return new Listener(this.transfer, server, name)
  }

  /** A resource of `owner`, named by its context. */
  resource(owner: IpcProcess, context: number, rights: number = PASS | READ | WRITE): number {
    return (owner.space as Space).create(new KernelObject(8, owner.space, context, null), rights)
  }

  spawn(peer: IpcProcess, routine: Routine, options: ThreadOptions = {}): LocalThread {
    return spawn(this.scheduler, (self) => routine(new Actor(self, peer)), options)
  }

  asClient(routine: Routine, options: ThreadOptions = {}): LocalThread {
    return this.spawn(this.client, routine, options)
  }

  asServer(routine: Routine, options: ThreadOptions = {}): LocalThread {
    return this.spawn(this.server, routine, options)
  }

  /**
   * A server thread that answers each Ping with its number plus 1, until its listener is closed.
   */
  serve(listener: Listener = this.listener, options: ThreadOptions = {}): LocalThread {
    return this.spawn(
      listener.server,
      async (server) => {
        while ((await server.receive(listener)) === 0)
          server.reply(listener, server.sender, pong(server.asked + 1))
      },
      options,
    )
  }

  /** Does something from outside all threads, in one entry. */
  outside(action: () => void): void {
    this.scheduler.enter()
    action()
    this.scheduler.leave()
  }

  say(text: string): void {
    this.log.push(text)
  }

  /** Lets everything happen that can. */
  async rest(): Promise<void> {
    for (let turns = 0; turns < 1000; turns++) {
      await new Promise((resolve) => void setImmediate(resolve))
      if (this.scheduler.isIdle) return
    }
    throw new Error('the threads are still busy')
  }

  /**
   * The one call of one client, answered by one server that does `serve` once it has the request.
   */
  async exchangeOnce(
    request: Frame,
    response: Frame,
    check?: (server: Actor) => void,
  ): Promise<readonly [number, number]> {
    let [call, reply] = [Number.NaN, Number.NaN]
    this.asServer(async (server) => {
      if ((await server.receive(this.listener)) !== 0) return
      check?.(server)
      reply = server.reply(this.listener, 0, response)
    })
    this.asClient(async (client) => void (call = await client.call(this.channel, request)))
    await this.rest()
    return [call, reply]
  }
}

export const allowing: SecurityMonitor = createMonitor(allowAll())

export const nothingLeft = { senders: 0, awaitingReply: 0, receivers: 0 }
