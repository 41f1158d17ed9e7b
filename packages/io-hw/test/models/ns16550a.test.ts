// The registers of the UART, one by one; its interrupts are in `ns16550a-interrupts.test.ts`.
import { expect, test } from 'vitest'
import { uart } from './uart-board.ts'

const [RBR, THR, DLL, DLM, IER, IIR, FCR] = [0, 0, 0, 1, 1, 2, 2]
const [LCR, MCR, LSR, MSR, SCR] = [3, 4, 5, 6, 7]
/** A frame of 10 bits at 9,600 baud. */
const frame = 10_000 / 9600
const eightBits = 0x03

test('registers have their values after reset', () => {
  const { device, board } = uart()
  const values = (): number[] => [IER, IIR, LCR, MCR, LSR, MSR, SCR].map((at) => board.read(at))
  const atReset = [0x00, 0x01, 0x00, 0x00, 0x60, 0xb0, 0x00]
  expect(values()).toEqual(atReset)
  for (const register of [FCR, IER, MCR, SCR, THR, LCR]) board.write(register, 0x8f)
  device.receive(Uint8Array.of(1, 2, 3))
  device.reset()
  expect(values()).toEqual(atReset)
  board.write(LCR, 0x80)
  expect([board.read(DLL), board.read(DLM)]).toEqual([12, 0])
})

test('bits that do not exist read 0, and read-only registers take nothing', () => {
  const { board } = uart()
  for (const at of [IER, LCR, MCR, LSR, MSR, SCR]) board.write(at, at === LCR ? 0x7f : 0xff)
  expect([IER, LCR, MCR, SCR].map((at) => board.read(at))).toEqual([0x0f, 0x7f, 0x1f, 0xff])
  board.write(MCR, 0)
  board.read(MSR)
  expect([board.read(LSR), board.read(MSR)]).toEqual([0x60, 0xb0])
})

test('DLAB gives the divisor in place of data and interrupt enable', () => {
  const { device, board } = uart({ instant: true })
  device.receive(Uint8Array.of(0x11))
  board.write(IER, 0x05)
  board.write(LCR, 0x83)
  board.write(DLL, 0x34)
  board.write(DLM, 0x12)
  expect([board.read(DLL), board.read(DLM)]).toEqual([0x34, 0x12])
  board.write(LCR, 0x03)
  expect([board.read(IER), board.read(RBR)]).toEqual([0x05, 0x11])
})

test('an access of several bytes is one of each register, from the lowest on', () => {
  const { board } = uart()
  board.write(4, 0x5a00_000b, 4)
  expect([board.read(MCR), board.read(SCR)]).toEqual([0x0b, 0x5a])
  expect(board.read(4, 4)).toBe(0x5ab0_600b)
  board.write(0, 0x8300_0000, 4)
  board.write(0, 0x0102, 2)
  expect([board.read(DLL), board.read(DLM), board.read(0, 2)]).toEqual([2, 1, 0x0102])
})

test('a character is out after its frame, and the line status says how far it is', () => {
  const { board, sent } = uart()
  board.write(LCR, eightBits)
  board.write(THR, 0x41)
  expect(board.read(LSR)).toBe(0x20)
  board.write(THR, 0x42)
  expect(board.read(LSR)).toBe(0x00)
  board.time.advance(frame - 0.01)
  expect(sent).toEqual([])
  board.time.advance(0.02)
  expect(sent).toEqual([0x41])
  expect(board.read(LSR)).toBe(0x20)
  board.time.advance(frame)
  expect([sent, board.read(LSR)]).toEqual([[0x41, 0x42], 0x60])
  expect(board.time.armed).toBe(0)
})

const formats = [
  { lineControl: 0x00, bits: 7 },
  { lineControl: 0x04, bits: 7.5 },
  { lineControl: 0x07, bits: 11 },
  { lineControl: 0x0b, bits: 11 },
  { lineControl: 0x1f, bits: 12 },
]
for (const { lineControl, bits } of formats)
  test(`a frame with the line control ${lineControl} has ${bits} bits`, () => {
    const { board, sent } = uart({ clock: 16_000 })
    board.write(LCR, 0x80)
    board.write(DLL, 2)
    board.write(LCR, lineControl)
    board.write(THR, 0xff)
    board.time.advance(2 * bits - 0.01)
    expect(sent).toEqual([])
    board.time.advance(0.02)
    expect(sent).toEqual([2 ** (5 + (lineControl & 3)) - 1])
  })

test('with a divisor of 0 nothing passes, until there is another one', () => {
  const { device, board, sent } = uart()
  board.write(LCR, 0x80 | eightBits)
  board.write(DLL, 0)
  board.write(LCR, eightBits)
  board.write(THR, 1)
  device.receive(Uint8Array.of(2))
  board.time.advance(10_000)
  expect([sent, board.read(LSR), board.time.armed]).toEqual([[], 0x00, 0])
  board.write(LCR, 0x80 | eightBits)
  board.write(DLL, 1)
  board.write(LCR, eightBits)
  board.time.advance(1)
  expect([sent, board.read(LSR)]).toEqual([[1], 0x61])
})

test('the FIFO of the transmitter holds 16, the holding register one', () => {
  const { board, sent } = uart()
  board.write(LCR, eightBits)
  board.write(THR, 1)
  board.write(THR, 2)
  board.write(THR, 3)
  board.time.advance(10 * frame)
  expect(sent).toEqual([1, 3])
  board.write(FCR, 0x01)
  for (let byte = 0; byte < 20; byte++) board.write(THR, byte)
  board.time.advance(20 * frame + 0.1)
  expect(sent.slice(2)).toEqual(Array.from({ length: 17 }, (_, index) => index))
})

test('FCR resets the FIFOs, not the characters in the shift registers', () => {
  const { device, board, sent } = uart()
  board.write(LCR, eightBits)
  board.write(FCR, 0x01)
  for (const byte of [1, 2, 3]) board.write(THR, byte)
  device.receive(Uint8Array.of(4, 5))
  board.time.advance(frame / 2)
  board.write(FCR, 0x05)
  expect(board.read(LSR)).toBe(0x20)
  board.time.advance(frame)
  expect([sent, board.read(LSR)]).toEqual([[1], 0x61])
  board.write(FCR, 0x03)
  expect(board.read(LSR)).toBe(0x60)
  board.time.advance(frame)
  expect(board.read(RBR)).toBe(5)
})

test('FCR without its enable bit counts for nothing, and a change of that bit empties the FIFOs', () => {
  const { device, board } = uart({ instant: true })
  board.write(FCR, 0x01)
  device.receive(Uint8Array.of(1, 2))
  board.write(FCR, 0xc1)
  expect(board.read(LSR)).toBe(0x61)
  board.write(FCR, 0xc6)
  expect([board.read(LSR), board.read(IIR)]).toEqual([0x60, 0x01])
  device.receive(Uint8Array.of(3))
  board.write(FCR, 0x02)
  expect(board.read(LSR)).toBe(0x61)
  board.write(FCR, 0x01)
  expect([board.read(LSR), board.read(IIR)]).toEqual([0x60, 0xc1])
})

test('reading RBR takes a character, and 0 if there is none', () => {
  const { device, board } = uart({ instant: true })
  board.write(FCR, 0x01)
  board.write(LCR, 0x02)
  device.receive(Uint8Array.of(0xff, 0x41))
  expect([RBR, LSR, RBR, LSR, RBR].map((at) => board.read(at))).toEqual([0x7f, 0x61, 0x41, 0x60, 0])
})

test('what the host sends waits until there is room', () => {
  const { device, board } = uart()
  board.write(LCR, eightBits)
  board.write(FCR, 0x01)
  const bytes = Uint8Array.from({ length: 20 }, (_, index) => index)
  device.receive(bytes)
  bytes.fill(0xff)
  board.time.advance(frame * 2.5)
  expect(device.waitingBytes).toBe(18)
  board.time.advance(frame * 100)
  expect([device.waitingBytes, board.time.armed]).toEqual([4, 0])
  const got = Array.from({ length: 20 }, () => {
    const byte = board.read(RBR)
    board.time.advance(frame)
    return byte
  })
  expect(got).toEqual(Array.from({ length: 20 }, (_, index) => index))
  expect(board.read(LSR)).toBe(0x60)
})

test('with overrun a full FIFO keeps what it has, and the holding register the newest', () => {
  const { device, board } = uart({ instant: true, overrun: true })
  device.receive(Uint8Array.of(1, 2))
  expect([board.read(LSR), board.read(LSR), board.read(RBR)]).toEqual([0x63, 0x61, 2])
  board.write(FCR, 0x01)
  device.receive(Uint8Array.from({ length: 16 }, (_, index) => index))
  expect(board.read(LSR)).toBe(0x61)
  device.receive(Uint8Array.of(99))
  expect([board.read(LSR), board.read(LSR)]).toEqual([0x63, 0x61])
  const got = Array.from({ length: 17 }, () => board.read(RBR))
  expect(got).toEqual([...Array.from({ length: 16 }, (_, index) => index), 0])
})

test('errors show when their character is the next, and once', () => {
  const { device, board } = uart({ instant: true })
  board.write(LCR, 0x0b)
  board.write(FCR, 0x01)
  device.receive(Uint8Array.of(1))
  device.receive(Uint8Array.of(2), 'parity')
  device.receive(Uint8Array.of(3), 'framing')
  expect(board.read(LSR)).toBe(0xe1)
  expect([RBR, LSR, LSR].map((at) => board.read(at))).toEqual([1, 0xe5, 0xe1])
  expect([RBR, LSR, LSR].map((at) => board.read(at))).toEqual([2, 0xe9, 0x61])
  expect([RBR, LSR].map((at) => board.read(at))).toEqual([3, 0x60])
})

test('an error that nobody has looked at stays when its character is read', () => {
  const { device, board } = uart({ instant: true })
  board.write(FCR, 0x01)
  device.receive(Uint8Array.of(1), 'framing')
  expect([RBR, LSR, LSR].map((at) => board.read(at))).toEqual([1, 0xe8, 0x60])
})

test('parity counts only where it is checked, and the FIFO error only with FIFOs', () => {
  const { device, board } = uart({ instant: true })
  device.receive(Uint8Array.of(1), 'parity')
  expect([LSR, RBR].map((at) => board.read(at))).toEqual([0x61, 1])
  board.write(LCR, 0x0b)
  device.receive(Uint8Array.of(1), 'parity')
  expect([LSR, RBR].map((at) => board.read(at))).toEqual([0x65, 1])
})

const breaks = [
  { lineControl: 0x03, status: 0x79 },
  { lineControl: 0x1b, status: 0x79 },
  { lineControl: 0x0b, status: 0x7d },
  { lineControl: 0x2b, status: 0x7d },
]
for (const { lineControl, status } of breaks)
  test(`a break is a zero without stop bit; line control ${lineControl}`, () => {
    const { device, board } = uart({ instant: true })
    board.write(LCR, lineControl)
    device.sendBreak()
    expect([LSR, RBR, LSR].map((at) => board.read(at))).toEqual([status, 0, 0x60])
  })

test('a break of the driver keeps characters from the host', () => {
  const { device, board, sent } = uart({ instant: true })
  board.write(LCR, 0x43)
  board.write(THR, 1)
  expect([device.isBreaking, sent, board.read(LSR)]).toEqual([true, [], 0x60])
  board.write(LCR, 0x03)
  board.write(THR, 2)
  expect([device.isBreaking, sent]).toEqual([false, [2]])
})

test('loop-back brings back data, and cuts off the host', () => {
  const { device, board, sent } = uart()
  board.write(LCR, 0x43)
  board.write(FCR, 0x01)
  board.write(MCR, 0x10)
  device.receive(Uint8Array.of(9))
  for (const byte of [1, 2, 3]) board.write(THR, byte)
  board.time.advance(4 * frame)
  expect([RBR, RBR, RBR, LSR].map((at) => board.read(at))).toEqual([1, 2, 3, 0x60])
  expect([sent, device.waitingBytes, device.isBreaking]).toEqual([[], 1, false])
  board.write(MCR, 0x00)
  board.time.advance(frame + 0.01)
  expect(board.read(RBR)).toBe(9)
})

test('a character that is under way when loop-back begins comes again after it', () => {
  const { device, board } = uart()
  board.write(LCR, eightBits)
  device.receive(Uint8Array.of(9))
  board.time.advance(frame / 2)
  board.write(MCR, 0x10)
  board.time.advance(frame)
  expect([device.waitingBytes, board.read(LSR), board.time.armed]).toEqual([1, 0x60, 0])
  board.write(MCR, 0x00)
  board.time.advance(frame + 0.01)
  expect([device.waitingBytes, board.read(RBR)]).toEqual([0, 9])
})

test('what a host with overrun sends into a loop-back is lost', () => {
  const { device, board } = uart({ overrun: true })
  board.write(MCR, 0x10)
  device.receive(Uint8Array.of(9))
  board.time.advance(10)
  expect([device.waitingBytes, board.read(LSR)]).toEqual([0, 0x60])
})

test('the host hears of changes of the modem lines, and of nothing else', () => {
  const { device, board } = uart()
  const heard: string[] = []
  const stop = device.onModemChange(({ dtr, rts, out2 }) =>
    heard.push([dtr ? 'dtr' : '', rts ? 'rts' : '', out2 ? 'out2' : ''].join(' ').trim()),
  )
  for (const control of [1, 1, 3, 0x13, 3, 0x0b]) board.write(4, control)
  board.write(1, 1)
  board.write(7, 0x55)
  device.reset()
  stop()
  board.write(4, 1)
  expect(heard).toEqual(['dtr', 'dtr rts', '', 'dtr rts', 'dtr rts out2', ''])
})

test('loop-back brings back the modem lines, and its pins are inactive', () => {
  const { device, board } = uart()
  board.write(MCR, 0x0f)
  expect(device.modemOutputs).toEqual({ dtr: true, rts: true, out1: true, out2: true })
  board.write(MCR, 0x10)
  expect(board.read(MSR)).toBe(0x0b)
  const levels = [0x11, 0x12, 0x14, 0x18].map((control) => {
    board.write(MCR, control)
    return board.read(MSR) & 0xf0
  })
  expect(levels).toEqual([0x20, 0x10, 0x40, 0x80])
  expect(device.modemOutputs).toEqual({ dtr: false, rts: false, out1: false, out2: false })
})

test('MSR tells of changes once, and of RI when it ends', () => {
  const { device, board } = uart()
  const after = (lines: Parameters<typeof device.setModemLines>[0]): number[] => {
    device.setModemLines(lines)
    return [board.read(MSR), board.read(MSR)]
  }
  expect(after({ cts: false })).toEqual([0xa1, 0xa0])
  expect(after({ dsr: false })).toEqual([0x82, 0x80])
  expect(after({ ri: true })).toEqual([0xc0, 0xc0])
  expect(after({ ri: false })).toEqual([0x84, 0x80])
  expect(after({ dcd: false })).toEqual([0x08, 0x00])
  expect(after({ dcd: false })).toEqual([0x00, 0x00])
})

test('the host hears what is transmitted, by a listener or in a loop', async () => {
  const { device, board, sent } = uart({ instant: true })
  const chunks = device.transmitted()
  const first = chunks.next()
  board.write(LCR, eightBits)
  board.write(THR, 1)
  board.write(THR, 2)
  expect(await first).toEqual({ done: false, value: Uint8Array.of(1) })
  const seen: number[] = []
  for await (const bytes of chunks) {
    seen.push(...bytes)
    if (seen.length === 2) break
    board.write(THR, 3)
  }
  expect([seen, sent]).toEqual([
    [2, 3],
    [1, 2, 3],
  ])
  expect(await chunks.next()).toEqual({ done: true, value: undefined })
})

test('an echo of the host is no trouble', () => {
  const { device, board, sent } = uart({ instant: true })
  device.onTransmit((bytes) => device.receive(bytes))
  board.write(LCR, eightBits)
  board.write(THR, 7)
  expect([board.read(RBR), sent]).toEqual([7, [7]])
})
