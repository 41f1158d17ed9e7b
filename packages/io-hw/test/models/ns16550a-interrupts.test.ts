// The interrupts of the UART: each source, its priority, how it is cleared, and the line.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { uart, type UartBoard } from './uart-board.ts'

const [RBR, THR, DLL, IER, IIR, FCR] = [0, 0, 0, 1, 2, 2]
const [LCR, MCR, LSR, MSR] = [3, 4, 5, 6]
const frame = 10_000 / 9600
const gateOpen = 0x08

/** A UART with 8 data bits, the gate of its interrupts open, and FIFOs if `fifoControl` says so. */
function ready(fifoControl: number, options?: Parameters<typeof uart>[0]): UartBoard {
  const made = uart(options)
  made.board.write(LCR, 0x03)
  made.board.write(MCR, gateOpen)
  made.board.write(FCR, fifoControl)
  return made
}

test('received data interrupts without FIFOs until it is read', () => {
  const { device, board } = ready(0, { instant: true })
  device.receive(Uint8Array.of(1))
  expect([board.isInterrupting, board.read(IIR)]).toEqual([false, 0x01])
  board.write(IER, 0x01)
  expect([board.isInterrupting, board.read(IIR), board.read(IIR)]).toEqual([true, 0x04, 0x04])
  board.read(RBR)
  expect([board.isInterrupting, board.read(IIR)]).toEqual([false, 0x01])
})

const triggers = [
  { control: 0x01, level: 1 },
  { control: 0x41, level: 4 },
  { control: 0x81, level: 8 },
  { control: 0xc1, level: 14 },
]
for (const { control, level } of triggers)
  test(`received data interrupts from ${level} characters on, until there are less`, () => {
    const { device, board } = ready(control)
    board.write(IER, 0x01)
    device.receive(new Uint8Array(level))
    board.time.advance((level - 1) * frame + 0.01)
    expect(board.isInterrupting).toBe(false)
    board.time.advance(frame)
    expect([board.isInterrupting, board.read(IIR)]).toEqual([true, 0xc4])
    expect(board.time.armed).toBe(0)
    board.read(RBR)
    expect([board.isInterrupting, board.read(IIR)]).toEqual([false, 0xc1])
  })

test('a time-out comes four characters after the last one, and reading clears it', () => {
  const { device, board } = ready(0xc1)
  board.write(IER, 0x01)
  device.receive(Uint8Array.of(1, 2))
  board.time.advance(6 * frame - 0.01)
  expect(board.isInterrupting).toBe(false)
  board.time.advance(0.02)
  expect([board.isInterrupting, board.read(IIR)]).toEqual([true, 0xcc])
  board.read(RBR)
  expect([board.isInterrupting, board.read(IIR)]).toEqual([false, 0xc1])
  board.time.advance(4 * frame + 0.01)
  expect([board.isInterrupting, board.read(IIR)]).toEqual([true, 0xcc])
  board.read(RBR)
  board.time.advance(100)
  expect([board.isInterrupting, board.time.armed]).toEqual([false, 0])
})

test('a read or a character puts the time-out off', () => {
  const { device, board } = ready(0xc1)
  board.write(IER, 0x01)
  device.receive(Uint8Array.of(1, 2))
  board.time.advance(5 * frame)
  board.read(RBR)
  board.time.advance(3 * frame)
  device.receive(Uint8Array.of(3))
  board.time.advance(4.9 * frame)
  expect(board.isInterrupting).toBe(false)
  board.time.advance(0.2 * frame)
  expect(board.read(IIR)).toBe(0xcc)
})

test('a time-out passes unseen while received data does not interrupt, with no timer', () => {
  const { device, board } = ready(0xc1)
  device.receive(Uint8Array.of(1))
  board.time.advance(frame + 0.01)
  expect(board.time.armed).toBe(0)
  board.time.advance(5 * frame)
  board.write(IER, 0x01)
  expect(board.read(IIR)).toBe(0xcc)
})

test('the line status interrupts for each error until it is read', () => {
  const { device, board } = ready(0x01, { instant: true, overrun: true })
  board.write(LCR, 0x0b)
  board.write(IER, 0x04)
  const errors: (() => void)[] = [
    () => device.receive(Uint8Array.of(1), 'parity'),
    () => device.receive(Uint8Array.of(1), 'framing'),
    () => device.sendBreak(),
    () => device.receive(new Uint8Array(17)),
  ]
  for (const error of errors) {
    expect(board.isInterrupting).toBe(false)
    error()
    expect([board.isInterrupting, board.read(IIR)]).toEqual([true, 0xc6])
    board.read(LSR)
    board.write(FCR, 0x03)
  }
  expect(board.read(IIR)).toBe(0xc1)
})

test('an empty THR interrupts when that is enabled, and reading IIR or writing THR clears it', () => {
  const { board } = ready(0)
  board.write(IER, 0x02)
  expect([board.isInterrupting, board.read(IIR), board.read(IIR)]).toEqual([true, 0x02, 0x01])
  expect(board.isInterrupting).toBe(false)
  board.write(IER, 0x02)
  expect(board.isInterrupting).toBe(false)
  board.write(IER, 0x00)
  board.write(IER, 0x02)
  expect(board.isInterrupting).toBe(true)
  board.write(THR, 1)
  expect(board.read(IIR)).toBe(0x02)
  board.write(THR, 2)
  expect([board.isInterrupting, board.read(IIR)]).toEqual([false, 0x01])
  board.time.advance(frame + 0.01)
  expect(board.read(IIR)).toBe(0x02)
})

test('reading IIR does not clear an empty THR behind another interrupt', () => {
  const { device, board } = ready(0, { instant: true })
  board.write(IER, 0x03)
  device.receive(Uint8Array.of(1))
  expect([IIR, RBR, IIR, IIR].map((at) => board.read(at))).toEqual([0x04, 1, 0x02, 0x01])
})

test('with FIFOs, a single character delays the interrupt until it is out', () => {
  const { board } = ready(0x01)
  board.write(IER, 0x02)
  board.write(THR, 1)
  expect(board.read(IIR)).toBe(0xc2) // The first one after FIFOs were enabled.
  board.time.advance(2 * frame)
  board.write(THR, 2)
  expect([board.read(LSR), board.read(IIR)]).toEqual([0x20, 0xc1])
  board.time.advance(frame + 0.01)
  expect(board.read(IIR)).toBe(0xc2)
  for (const byte of [3, 4, 5]) board.write(THR, byte)
  expect(board.read(IIR)).toBe(0xc1)
  board.time.advance(2 * frame + 0.01)
  expect([board.read(LSR), board.read(IIR)]).toEqual([0x20, 0xc2])
})

test('a character that follows in time takes a delayed interrupt back', () => {
  const { board } = ready(0x01)
  board.write(THR, 1)
  board.time.advance(2 * frame)
  board.write(IER, 0x02)
  for (const byte of [2, 3, 4]) board.write(THR, byte)
  board.time.advance(1.5 * frame)
  expect([board.read(LSR), board.read(IIR)]).toEqual([0x00, 0xc1])
})

test('a reset of the transmitter FIFO makes THR empty, which interrupts', () => {
  const { board } = ready(0x01)
  board.write(IER, 0x02)
  board.write(THR, 1)
  board.write(THR, 2)
  expect(board.read(IIR)).toBe(0xc1)
  board.write(FCR, 0x05)
  expect(board.read(IIR)).toBe(0xc2)
})

test('a change of modem lines interrupts until MSR is read', () => {
  const { device, board } = ready(0)
  board.write(IER, 0x08)
  device.setModemLines({ ri: true })
  expect(board.isInterrupting).toBe(false)
  for (const lines of [{ ri: false }, { cts: false }, { dsr: false }, { dcd: false }]) {
    device.setModemLines(lines)
    expect([board.isInterrupting, board.read(IIR)]).toEqual([true, 0x00])
    board.read(MSR)
    expect([board.isInterrupting, board.read(IIR)]).toEqual([false, 0x01])
  }
})

test('IIR names the interrupt of the highest priority', () => {
  const { device, board } = ready(0x01, { instant: true })
  board.write(IER, 0x0f)
  device.setModemLines({ cts: false })
  device.receive(Uint8Array.of(1), 'framing')
  expect([IIR, LSR, IIR, RBR, IIR, IIR, MSR, IIR].map((at) => board.read(at))).toEqual([
    0xc6, 0xe9, 0xc4, 1, 0xc2, 0xc0, 0xa1, 0xc1,
  ])
})

test('OUT2 opens the gate of the line, and loop-back closes it', () => {
  const { board } = ready(0)
  board.write(IER, 0x02)
  const isInterrupting = [0x00, 0x08, 0x18, 0x07, 0x0f].map((control) => {
    board.write(MCR, control)
    return board.isInterrupting
  })
  expect(isInterrupting).toEqual([false, true, false, false, true])
  const other = ready(0, { out2Gate: false })
  other.board.write(MCR, 0x10)
  other.board.write(IER, 0x02)
  expect(other.board.isInterrupting).toBe(true)
})

test('a driver that only handles interrupts echoes all that the host sends, in time', () => {
  const { device, board, sent } = ready(0x81)
  const line = Uint8Array.from({ length: 100 }, (_, index) => 100 + index)
  const times = board.handle(() => {
    for (let cause = board.read(IIR); cause !== 0xc1; cause = board.read(IIR)) {
      expect([0xc4, 0xcc]).toContain(cause)
      while ((board.read(LSR) & 0x01) !== 0) board.write(THR, board.read(RBR))
    }
  })
  board.write(IER, 0x01)
  device.receive(line)
  board.time.advance(110 * frame)
  expect(sent).toEqual([...line])
  // Twelve times 8 characters, and a time-out for the last 4.
  expect(times).toHaveLength(13)
  expect(times[12]).toBeCloseTo(104 * frame, 3)
})

test('every byte passes in order, whatever the driver does in between', () => {
  const step = fc.record({
    advance: fc.nat({ max: 40 }).map((tenths) => (tenths * frame) / 10),
    reads: fc.nat({ max: 20 }),
    trigger: fc.constantFrom(0x01, 0x41, 0x81, 0xc1),
    instant: fc.boolean(),
  })
  const options = { instant: fc.boolean(), hasFifos: fc.boolean(), length: fc.nat({ max: 80 }) }
  fc.assert(
    fc.property(
      fc.record(options),
      fc.array(step, { maxLength: 30, size: 'max' }),
      ({ instant, hasFifos, length }, steps) => {
        const { device, board } = ready(hasFifos ? 0x01 : 0x00, { instant })
        board.write(IER, 0x0f)
        device.receive(Uint8Array.from({ length }, (_, index) => index))
        const got: number[] = []
        const poll = (reads: number): void => {
          for (let read = 0; read < reads && (board.read(LSR) & 0x01) !== 0; read++)
            got.push(board.read(RBR))
        }
        for (const { advance, reads, trigger } of steps) {
          board.time.advance(advance)
          if (hasFifos) board.write(FCR, trigger)
          poll(reads)
        }
        for (let round = 0; round <= length; round++) {
          board.time.advance(2 * frame)
          poll(20)
        }
        expect(got).toEqual(Array.from({ length }, (_, index) => index))
        expect([device.waitingBytes, board.time.armed]).toEqual([0, 0])
      },
    ),
  )
})

test('random traffic does no harm, and the timer comes to rest', () => {
  const size = fc.constantFrom(1 as const, 2 as const, 4 as const)
  const step = fc.oneof(
    fc.record({
      write: fc.boolean(),
      offset: fc.nat({ max: 7 }),
      size,
      value: fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0xffff_ffff })),
    }),
    fc.record({ advance: fc.double({ min: 0, max: 50, noNaN: true }) }),
    fc.record({ receive: fc.uint8Array({ maxLength: 40 }) }),
    fc.record({ lines: fc.record({ cts: fc.boolean(), ri: fc.boolean(), dcd: fc.boolean() }) }),
    fc.constant({ break: true }),
  )
  const options = fc.record({
    instant: fc.boolean(),
    overrun: fc.boolean(),
    out2Gate: fc.boolean(),
  })
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 80, size: 'max' }), (options, steps) => {
      const { device, board } = uart(options)
      for (const step of steps) {
        if ('advance' in step) board.time.advance(step.advance)
        else if ('receive' in step) device.receive(step.receive)
        else if ('lines' in step) device.setModemLines(step.lines)
        else if ('break' in step) device.sendBreak()
        else {
          const at = step.offset & -step.size
          if (step.write) board.write(at, step.value % 2 ** (8 * step.size), step.size)
          else board.checkRead(at, step.size)
        }
        board.checkLines()
        expect(board.time.armed).toBeLessThanOrEqual(options.instant ? 0 : 1)
      }
      // Each character costs a timer at most, and the time-out one.
      const before = board.time.armings
      const characters = device.waitingBytes + 17
      board.time.advance(1e9)
      expect(board.time.armings - before).toBeLessThanOrEqual(2 * characters + 1)
      expect(board.time.armed).toBe(0)
    }),
  )
})

test('the highest rates do not flood the timer', () => {
  const { device, board } = ready(0x01, { clock: 1e12 })
  board.write(LCR, 0x83)
  board.write(DLL, 1)
  board.write(LCR, 0x03)
  device.receive(new Uint8Array(1000))
  for (let read = 0; read < 1000; read++) {
    board.time.advance(0.01)
    expect(board.read(LSR) & 0x01).toBe(1)
    board.read(RBR)
  }
  expect(board.time.armed).toBe(0)
})
