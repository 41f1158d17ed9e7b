// MC146818: a real-time clock with alarm, periodic interrupt and RAM, as a PC has it (Motorola
// MC146818A; index and data register at ports 0x70 and 0x71).
//
// Time passes in ticks of 1/32768 s, the output of the divider chain. Nothing runs along: each
// access brings the bytes and the flags up to the current tick, and a timer is armed only while an
// enabled interrupt is awaited. The formats of the bytes are in `mc146818-calendar.ts`.

import type { AccessSize, Device, DeviceContext } from '../device.ts'
import {
  advanceCells,
  encode,
  nextAlarm,
  setTimeInCells,
  timeInCells,
  weekdayOf,
} from './mc146818-calendar.ts'
import {
  A_DV,
  A_DV_1MHZ,
  A_DV_32KHZ,
  A_DV_4MHZ,
  A_RS,
  A_UIP,
  B_24H,
  B_AIE,
  B_PIE,
  B_SET,
  B_UIE,
  C_AF,
  C_IRQF,
  C_PF,
  C_UF,
  CENTURY,
  D_VRT,
  REGISTER_A,
  REGISTER_B,
  REGISTER_C,
  REGISTER_D,
  SECONDS,
  WEEKDAY,
  YEAR,
} from './mc146818-registers.ts'

const cellCount = 128
const ticksPerSecond = 32_768
const ticksPerMillisecond = 32.768
/** UIP is up so long before an update begins: 244 us. */
const ticksBeforeUpdate = 8
/** An update takes so long: 1984 us with a crystal of 32.768 kHz, 248 us with the others. */
const updateTicks = 65
const fastUpdateTicks = 8
/** Part of a tick by which a clock may be early: about 1 us, more than its rounding errors. */
const tolerance = 0.03
const interruptFlags = C_PF | C_AF | C_UF

/** How a real-time clock is made. */
export interface Mc146818Options {
  /** Default: `rtc`. */
  readonly name?: string
}

/** A real-time clock. It has one interrupt line, which is high while IRQF is set. */
export class Mc146818 implements Device {
  readonly name: string
  readonly registerBytes = 2
  #context!: DeviceContext
  /** Time, registers and RAM. Register C is in `#flags`. */
  readonly #cells: Uint8Array = new Uint8Array(cellCount)
  #index = 0
  #flags = 0
  /** The time in the cells. */
  #time = 0
  /** The tick, and its second, up to which cells and flags are right. */
  #tick = 0
  #second = 0
  /** Milliseconds of the machine at tick 0. */
  #origin = 0
  #armedTick = Infinity

  constructor({ name = 'rtc' }: Mc146818Options = {}) {
    this.name = name
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  /** Power is back: RAM and alarm had a battery, and the time is the system time. */
  reset(): void {
    const context = this.#context
    const milliseconds = context.systemTime()
    this.#time = Math.floor(milliseconds / 1000)
    this.#origin = context.now() - (milliseconds - this.#time * 1000)
    this.#cells[REGISTER_A] = A_DV_32KHZ | 6
    this.#cells[REGISTER_B] = B_24H
    this.#cells[REGISTER_D] = D_VRT
    setTimeInCells(this.#cells, B_24H, this.#time)
    this.#cells[WEEKDAY] = encode(weekdayOf(this.#time), B_24H)
    this.#index = 0
    this.#flags = 0
    this.#second = 0
    this.#tick = this.#currentTick()
    this.#armedTick = Infinity
    this.#update()
  }

  read(offset: number, size: AccessSize): number {
    if (offset !== 0) return this.#readCell()
    return size === 1 ? 0xff : 0xff | (this.#readCell() << 8)
  }

  write(offset: number, size: AccessSize, value: number): void {
    if (offset !== 0) return this.#writeCell(value)
    // Bit 7 is no bit of the index: it masks the NMI of a PC.
    this.#index = value & (cellCount - 1)
    if (size !== 1) this.#writeCell(value >> 8)
  }

  tick(): void {
    this.#armedTick = Infinity
    this.#synchronize()
    this.#update()
  }

  get #a(): number {
    return this.#cells[REGISTER_A] as number
  }

  get #b(): number {
    return this.#cells[REGISTER_B] as number
  }

  #readCell(): number {
    this.#synchronize()
    const index = this.#index
    switch (index) {
      case REGISTER_A:
        return this.#a | (this.#ticksToUpdate() <= ticksBeforeUpdate ? A_UIP : 0)
      case REGISTER_C: {
        const flags = this.#flags | (this.#isInterrupting ? C_IRQF : 0)
        this.#flags = 0
        this.#update()
        return flags
      }
      default:
        // An update takes time and alarm off the bus.
        if (index <= YEAR && this.#ticksToUpdate() <= 0) return 0xff
        return this.#cells[index] as number
    }
  }

  #writeCell(value: number): void {
    this.#synchronize()
    switch (this.#index) {
      case REGISTER_A:
        this.#writeA(value)
        break
      case REGISTER_B:
        this.#cells[REGISTER_B] = (value & B_SET) === 0 ? value : value & ~B_UIE
        break
      case REGISTER_C:
      case REGISTER_D:
        return
      case SECONDS:
        this.#cells[SECONDS] = value & 0x7f
        break
      default:
        this.#cells[this.#index] = value
    }
    // Only these say what the time is, or in which format.
    if (this.#index <= YEAR || this.#index === CENTURY || this.#index === REGISTER_B)
      this.#time = timeInCells(this.#cells, this.#b)
    this.#update()
  }

  #writeA(value: number): void {
    const wasRunning = this.#isRunning
    this.#cells[REGISTER_A] = value & ~A_UIP
    if (!this.#isRunning || wasRunning) return
    // The divider chain starts: the first update begins half a second later.
    this.#tick = (this.#second + 0.5) * ticksPerSecond - this.#updateTicks
    this.#origin = this.#context.now() - this.#tick / ticksPerMillisecond
  }

  /** False while DV holds the divider chain in reset, or asks for a test mode of the factory. */
  get #isRunning(): boolean {
    return (this.#a & A_DV) <= A_DV_32KHZ
  }

  get #updateTicks(): number {
    return (this.#a & A_DV) === A_DV_32KHZ ? updateTicks : fastUpdateTicks
  }

  /** Ticks of a period of the periodic interrupt; 0: there is none. */
  get #periodTicks(): number {
    const rate = this.#a & A_RS
    if (rate === 0 || !this.#isRunning) return 0
    const dv = this.#a & A_DV
    if (rate <= 2 && dv !== A_DV_4MHZ && dv !== A_DV_1MHZ) return 64 << rate
    return 1 << (rate - 1)
  }

  /** Ticks until the next update begins; 0 or less: it is in progress. */
  #ticksToUpdate(): number {
    if ((this.#b & B_SET) !== 0 || !this.#isRunning) return Infinity
    return (this.#second + 1) * ticksPerSecond - this.#updateTicks - this.#tick
  }

  #currentTick(): number {
    const elapsed = this.#context.now() - this.#origin
    return Math.floor(elapsed * ticksPerMillisecond + tolerance)
  }

  // Brings cells and flags up to now.
  #synchronize(): void {
    if (!this.#isRunning) return
    const tick = this.#currentTick()
    const period = this.#periodTicks
    if (period !== 0 && Math.floor(tick / period) > Math.floor(this.#tick / period))
      this.#flags |= C_PF
    this.#tick = tick
    const seconds = Math.floor(tick / ticksPerSecond) - this.#second
    if (seconds <= 0) return
    this.#second += seconds
    if ((this.#b & B_SET) !== 0) return
    const time = this.#time + seconds
    if (nextAlarm(this.#cells, this.#b, this.#time) <= time) this.#flags |= C_AF
    advanceCells(this.#cells, this.#b, this.#time, time)
    this.#time = time
    this.#flags |= C_UF
  }

  get #isInterrupting(): boolean {
    return (this.#flags & this.#b & interruptFlags) !== 0
  }

  // After any change: the level of the line, and the timer.
  #update(): void {
    const context = this.#context
    context.setLine(0, this.#isInterrupting)
    const next = this.#isInterrupting ? Infinity : this.#nextInterruptTick()
    if (next === this.#armedTick) return
    this.#armedTick = next
    if (next === Infinity) context.cancelTick()
    else context.tickAfter(this.#origin + next / ticksPerMillisecond - context.now())
  }

  // While the line is high nothing is awaited: flags that come meanwhile are found by the next
  // access.
  #nextInterruptTick(): number {
    let next = Infinity
    if (!this.#isRunning) return next
    const period = this.#periodTicks
    const b = this.#b
    if ((b & B_PIE) !== 0 && period !== 0) next = (Math.floor(this.#tick / period) + 1) * period
    if ((b & B_SET) !== 0) return next
    if ((b & B_UIE) !== 0) next = Math.min(next, (this.#second + 1) * ticksPerSecond)
    if ((b & B_AIE) === 0) return next
    const seconds = nextAlarm(this.#cells, b, this.#time) - this.#time
    return Math.min(next, (this.#second + seconds) * ticksPerSecond)
  }
}
