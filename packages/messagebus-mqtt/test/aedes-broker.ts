// A real MQTT broker in this process, on a free port. What it stores is in its memory, and stays
// while it is unreachable: so `cut` and `listen` are a restart to its clients.
//
// Aedes sends what waited for a client and what comes new in any order, though MQTT has one (3.1.1,
// section 4.6). So here nothing new comes while a client gets what waited for it.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Aedes, type AedesOptions } from 'aedes'
import { onTestFinished } from 'vitest'

export class AedesBroker {
  readonly aedes: Aedes
  readonly sockets: Set<Socket> = new Set()
  #server: Server | null = null
  #port = 0

  readonly #notReady: Set<Socket> = new Set()
  #onReady: (() => void)[] = []

  constructor(aedes: Aedes) {
    this.aedes = aedes
    aedes.on('clientReady', ({ conn }) => this.#ready(conn as Socket))
    aedes.authorizePublish = (_client, _packet, done) => {
      if (this.#notReady.size === 0) done(null)
      else this.#onReady.push(() => done(null))
    }
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`
  }

  async listen(): Promise<void> {
    const server = createServer((socket) => {
      this.sockets.add(socket)
      this.#notReady.add(socket)
      socket.on('close', () => {
        this.sockets.delete(socket)
        this.#ready(socket)
      })
      this.aedes.handle(socket)
    })
    this.#server = server
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
  }

  /** Ends all connections, and takes no new ones. */
  async cut(): Promise<void> {
    const server = this.#server
    if (server === null) return
    this.#server = null
    server.close()
    for (const each of this.sockets) each.destroy()
    await once(server, 'close')
  }

  async close(): Promise<void> {
    await this.cut()
    await new Promise<void>((resolve) => this.aedes.close(resolve))
  }

  #ready(socket: Socket): void {
    this.#notReady.delete(socket)
    if (this.#notReady.size > 0) return
    const waiting = this.#onReady
    this.#onReady = []
    for (const goOn of waiting) goOn()
  }
}

/** Starts one, which is closed by its user. */
export async function startAedes(options?: AedesOptions): Promise<AedesBroker> {
  const broker = new AedesBroker(await Aedes.createBroker(options))
  await broker.listen()
  return broker
}

/** Starts one for a test. */
export async function aedesBroker(options?: AedesOptions): Promise<AedesBroker> {
  const broker = await startAedes(options)
  onTestFinished(() => broker.close())
  return broker
}
