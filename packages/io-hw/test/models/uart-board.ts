// A UART on a board, and what its host hears.

import { Ns16550a, type Ns16550aOptions } from '../../src/models.ts'
import { Board } from './board.ts'

export interface UartBoard {
  readonly device: Ns16550a
  readonly board: Board
  /** All bytes that have been transmitted. */
  readonly sent: number[]
}

export function uart(options?: Ns16550aOptions): UartBoard {
  const device = new Ns16550a(options)
  const sent: number[] = []
  device.onTransmit((bytes) => void sent.push(...bytes))
  return { device, board: new Board(device, 'memory'), sent }
}
