// A hostile device, for drivers of virtio devices: its registers are those of one that any
// driver takes, but nothing that it does follows from the rings. It reads and writes memory at
// random places, puts random elements and indices into the used ring, reports wrong lengths,
// changes its registers, and raises its line without a cause. All is drawn from a seed.

import type { AccessSize, Device, DeviceContext } from '@kos/io-hw'

/** What a rogue device is. */
export interface RogueDeviceOptions {
  /** The number of the type that it claims to be; default: 2, a disk. */
  readonly deviceId?: number
  readonly seed?: number
  /** Milliseconds between things that it does by itself; default 1. */
  readonly pause?: number
  /** How many things it does by itself at most; default 1000. */
  readonly deeds?: number
}

/** A hostile device, and what it has done. */
export interface RogueDevice extends Device {
  /** Things it did. */
  readonly done: number
  /** DMA transfers that were refused. */
  readonly refused: number
}

/** A device that lies. */
export function rogueDevice(options: RogueDeviceOptions = {}): RogueDevice {
  return new Rogue(options)
}

class Rogue implements RogueDevice {
  readonly name = 'rogue'
  readonly registerBytes = 0x200
  done = 0
  refused = 0
  readonly #deviceId: number
  readonly #pause: number
  #left: number
  #state: number
  #context: DeviceContext | null = null
  #status = 0
  #queue = 0
  readonly #size: number[] = [8, 8, 8, 8]
  /** QueueReady of each queue. */
  readonly #ready: number[] = [0, 0, 0, 0]
  readonly #areas = Array.from({ length: 4 }, () => new Float64Array(6))

  constructor({ deviceId = 2, seed = 1, pause = 1, deeds = 1000 }: RogueDeviceOptions) {
    this.#deviceId = deviceId
    this.#pause = pause
    this.#left = deeds
    this.#state = seed >>> 0 || 1
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  read(offset: number, size: AccessSize): number {
    return this.#register(offset) % 2 ** (8 * size)
  }

  write(offset: number, _: AccessSize, value: number): void {
    if (offset === 0x030) this.#queue = value & 3
    if (offset === 0x038) this.#size[this.#queue] = value
    if (offset === 0x044) this.#ready[this.#queue] = value & 1
    if (offset === 0x070) this.#setStatus(value)
    if (offset >= 0x080 && offset < 0x0a8) {
      const areas = this.#areas[this.#queue]
      if (areas !== undefined) areas[((offset - 0x080) >> 3) + ((offset >> 2) & 1)] = value
    }
    if (offset === 0x050) for (let count = 0; count < 4; count++) this.#act()
    if (offset === 0x064 && this.#below(2) === 0) this.#context?.setLine(0, false)
  }

  reset(): void {
    this.#status = 0
  }

  tick(): void {
    this.#act()
    if (--this.#left > 0 && this.#status !== 0) this.#context?.tickAfter(this.#pause)
  }

  #setStatus(value: number): void {
    this.#status = value
    if (value === 0) this.#ready.fill(0)
    if (value === 0) this.#context?.cancelTick()
    else if (this.#left > 0) this.#context?.tickAfter(this.#pause)
  }

  #register(offset: number): number {
    if (offset === 0x000) return 0x7472_6976
    if (offset === 0x004) return 2
    if (offset === 0x008) return this.#deviceId
    if (offset === 0x010) return 0xffff_ffff
    if (offset === 0x034) return 256
    if (offset === 0x044) return this.#ready[this.#queue] ?? 0
    if (offset === 0x060) return this.#below(4)
    if (offset === 0x070) return (this.#status | (this.#below(8) === 0 ? 64 : 0)) >>> 0
    // Configuration: a capacity that a driver may believe, else nonsense.
    if (offset === 0x100) return 64
    if (offset === 0x104) return 0
    return this.#random()
  }

  #act(): void {
    this.done++
    const deed = this.#below(6)
    if (deed === 0) this.#touch(this.#anyAddress(), this.#below(5000))
    else if (deed === 1)
      this.#touch(this.#area(this.#below(3)) + this.#below(4096), this.#below(64))
    else if (deed === 2) this.#context?.setLine(0, this.#below(2) === 0)
    else this.#lieInUsedRing()
  }

  /** A random element and a random, or nearly right, index. */
  #lieInUsedRing(): void {
    const used = this.#area(2)
    const entries = this.#size[this.#queue] ?? 8
    const element = new Uint8Array(8)
    const view = new DataView(element.buffer)
    view.setUint32(0, this.#below(2) === 0 ? this.#below(entries) : this.#random(), true)
    view.setUint32(4, this.#below(2) === 0 ? this.#below(4096) : this.#random(), true)
    this.#write(used + 4 + 8 * this.#below(Math.max(1, entries)), element)
    const index = new Uint8Array(2)
    if (this.#below(4) > 0 && this.#context?.dmaRead(used + 2, index) === true) {
      index[0] = ((index[0] as number) + 1 + this.#below(3)) & 255
    } else {
      index[0] = this.#below(256)
      index[1] = this.#below(256)
    }
    this.#write(used + 2, index)
    this.#context?.setLine(0, true)
  }

  #touch(address: number, length: number): void {
    const bytes = new Uint8Array(length)
    if (this.#below(2) === 0) {
      if (this.#context?.dmaRead(address, bytes) === false) this.refused++
      return
    }
    for (let index = 0; index < length; index++) bytes[index] = this.#below(256)
    this.#write(address, bytes)
  }

  #write(address: number, bytes: Uint8Array): void {
    if (this.#context?.dmaWrite(address, bytes) === false) this.refused++
  }

  #area(index: number): number {
    const areas = this.#areas[this.#queue]
    return (areas?.[2 * index + 1] ?? 0) * 2 ** 32 + (areas?.[2 * index] ?? 0)
  }

  #anyAddress(): number {
    return this.#below(4) === 0 ? this.#random() * 2 ** 21 + this.#random() : this.#random()
  }

  #below(limit: number): number {
    return this.#random() % limit
  }

  /** Xorshift of 32 bits. */
  #random(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state >>> 0
    return this.#state
  }
}
