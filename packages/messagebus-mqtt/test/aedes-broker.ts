// A real MQTT broker in this process, on a free port. What it stores is in its memory, and stays
// while it is unreachable: so `cut` and `listen` are a restart to its clients.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Aedes, type AedesOptions } from 'aedes'
import { onTestFinished } from 'vitest'

export class AedesBroker {
  readonly aedes: Aedes
  readonly sockets: Set<Socket> = new Set()
  #server: Server | null = null
  #port = 0

  constructor(aedes: Aedes) {
    this.aedes = aedes
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`
  }

  async listen(): Promise<void> {
    const server = createServer((socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
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
}

export async function aedesBroker(options?: AedesOptions): Promise<AedesBroker> {
  const broker = new AedesBroker(await Aedes.createBroker(options))
  await broker.listen()
  onTestFinished(() => broker.close())
  return broker
}
