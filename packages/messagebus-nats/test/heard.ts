// What a broker told, and promises of what it will tell: tests wait for events, not for a while.

import type { BrokerEvents, BrokerTopics, Travel } from '@kos/messagebus/link'

/** What arrived. */
export interface Arrived {
  readonly topic: string
  readonly text: string
  readonly acknowledge: (() => void) | null
}

/** Hears everything. */
export class Heard implements BrokerEvents {
  readonly arrived: Arrived[] = []
  readonly troubles: string[] = []
  readonly connections: boolean[] = []
  rooms = 0
  isConnected = false
  #changed: (() => void)[] = []

  connected(isConnected: boolean): void {
    this.isConnected = isConnected
    this.connections.push(isConnected)
    this.#tell()
  }

  received(topic: string, bytes: Uint8Array, acknowledge: (() => void) | null): void {
    this.arrived.push({ topic, text: Buffer.from(bytes).toString(), acknowledge })
    this.#tell()
  }

  room(): void {
    this.rooms++
    this.#tell()
  }

  trouble(message: string): void {
    this.troubles.push(message)
    this.#tell()
  }

  get texts(): readonly string[] {
    return this.arrived.map(({ text }) => text)
  }

  /** Resolves when it is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changed.push(resolve))
  }

  async untilConnected(isConnected = true): Promise<void> {
    await this.until(() => this.isConnected === isConnected)
  }

  #tell(): void {
    const changed = this.#changed
    this.#changed = []
    for (const resolve of changed) resolve()
  }
}

/** Topics of a link: `a: 'durable'`. */
export function topicsOf(
  name: string,
  {
    exports = {},
    imports = {},
    window = 8,
  }: {
    exports?: Record<string, Travel>
    imports?: Record<string, Travel>
    window?: number
  },
): BrokerTopics {
  const mapOf = (topics: Record<string, Travel>) => new Map(Object.entries(topics))
  return { name, exports: mapOf(exports), imports: mapOf(imports), window }
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Calls until it does not reject. */
export async function atLast(action: () => Promise<void>, heard: Heard): Promise<void> {
  for (;;) {
    try {
      return await action()
    } catch {
      if (!heard.isConnected) await heard.untilConnected()
      else await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** How many sockets and timers this process has. */
export function resources(): number {
  const all = process.getActiveResourcesInfo()
  return all.filter((each) => ['TCPSocketWrap', 'TLSWrap', 'Timeout'].includes(each)).length
}

/** Resolves when there are as many: the system closes sockets after the call that does. */
export async function untilResources(count: number): Promise<void> {
  while (resources() !== count) await new Promise((resolve) => setImmediate(resolve))
}
