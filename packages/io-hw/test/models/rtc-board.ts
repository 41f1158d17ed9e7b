// A real-time clock on a board, by its index and data ports.

import { Mc146818 } from '../../src/models.ts'
import { Board } from './board.ts'

export const [A, B, C, D] = [0x0a, 0x0b, 0x0c, 0x0d] as const
export const [SET, PIE, AIE, UIE] = [0x80, 0x40, 0x20, 0x10] as const
/** Binary, 24 hours. */
export const binary = 0x06

/** Friday. */
export const start: number = Date.UTC(2024, 1, 23, 13, 14, 15)

export class RtcBoard extends Board {
  readonly device: Mc146818

  constructor(systemTime: number = start) {
    const device = new Mc146818()
    super(device, 'ports', systemTime)
    this.device = device
  }

  get(index: number): number {
    this.write(0, index)
    return this.read(1)
  }

  set(index: number, value: number): void {
    this.write(0, index)
    this.write(1, value)
  }

  /** Seconds, minutes, hours, day of the week, day, month, year, century. */
  get clock(): number[] {
    return [0, 2, 4, 6, 7, 8, 9, 0x32].map((index) => this.get(index))
  }

  /** Sets the same, with updates stopped meanwhile. */
  setClock(bytes: readonly number[], b: number): void {
    this.set(B, SET | b)
    for (const [at, index] of [0, 2, 4, 6, 7, 8, 9, 0x32].entries()) this.set(index, bytes[at] ?? 0)
    this.set(B, b)
  }

  /** Sets the alarm: hours, minutes, seconds as bytes. */
  setAlarm(hours: number, minutes: number, seconds: number): void {
    this.set(5, hours)
    this.set(3, minutes)
    this.set(1, seconds)
  }
}
